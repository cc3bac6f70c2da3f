"""Proof of html.toml."""

import html


def escaped(text):
    html.escape(text)  # clean: html
    html.unescape(text)  # pass
