"""Proof of weasyprint.toml."""

import weasyprint


def drawn(value):
    weasyprint.HTML(url=value)  # sink: url
    weasyprint.CSS(url=value)  # sink: url
    weasyprint.HTML(filename=value)  # sink: path
    weasyprint.CSS(filename=value)  # sink: path
    weasyprint.HTML(string=value)  # sink: html


def written(value):
    weasyprint.HTML().write_pdf(value)  # sink: path-write
