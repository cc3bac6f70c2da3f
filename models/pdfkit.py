"""Proof of pdfkit.toml."""

import pdfkit


def drawn(value):
    pdfkit.from_url(value)  # sink: url
    pdfkit.from_file(value)  # sink: path
    pdfkit.from_url(None, value)  # sink: path-write
    pdfkit.from_file(None, value)  # sink: path-write
    pdfkit.from_string(None, value)  # sink: path-write
    pdfkit.from_string(value)  # sink: html
