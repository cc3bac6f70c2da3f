"""Proof of copy.toml."""

import copy


def twice(value, name):
    copy.copy(value)  # pass
    copy.deepcopy(value)  # pass
    copy.replace(value, name=name)  # pass
