"""Proof of commonmark.toml."""

import commonmark


def converted(value):
    commonmark.commonmark(value)  # pass
