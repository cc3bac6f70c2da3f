"""Proof of textwrap.toml."""

import textwrap


def shape(text, prefix):
    textwrap.dedent(text)  # pass
    textwrap.fill(text, width=40)  # pass
    textwrap.indent(text, prefix)  # pass
    textwrap.shorten(text, width=40)  # pass
    textwrap.wrap(text)  # pass
