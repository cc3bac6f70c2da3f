"""Proof of markdown2.toml."""

import markdown2


def converted(value):
    markdown2.markdown(value)  # pass
    markdown2.Markdown().convert(value)  # pass
