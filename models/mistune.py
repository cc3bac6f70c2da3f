"""Proof of mistune.toml."""

import mistune


def converted(value):
    mistune.markdown(value)  # clean: html
    mistune.html(value)  # pass
    mistune.markdown(value, escape=False)  # pass
    mistune.create_markdown(escape=True)(value)  # pass; clean: html
    mistune.Markdown(escape=True)(value)  # pass
