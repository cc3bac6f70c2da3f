"""Proof of shlex.toml."""

import shlex


def words(text, values):
    shlex.quote(text)  # clean: shell
    shlex.join(values)  # clean: shell
    shlex.split(text)  # pass
    shlex.shlex(text)  # pass
