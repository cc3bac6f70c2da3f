"""Proof of markdown.toml."""

import markdown


def converted(value):
    markdown.markdown(value)  # pass
    markdown.Markdown().convert(value)  # pass
