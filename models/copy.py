"""Proof of copy.toml."""

import copy


def twice(value, name):
    copy.replace(value, name=name)  # pass
