"""Proof of tomllib.toml."""

import tomllib


def read(stream, text):
    tomllib.load(stream)  # pass
    tomllib.loads(text)  # pass
