"""Proof of imgkit.toml."""

import imgkit


def drawn(value):
    imgkit.from_url(value)  # sink: url
    imgkit.from_file(value)  # sink: path
    imgkit.from_string(value)  # sink: html
