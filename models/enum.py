"""Proof of enum.toml."""

import enum


@enum.unique  # pass
class Color(enum.Enum):
    RED = enum.auto()  # pass


def made(names):
    enum.Enum("Color", names)  # pass
    enum.Flag("Right", names)  # pass
    enum.IntEnum("Size", names)  # pass
    enum.IntFlag("Mode", names)  # pass
    enum.StrEnum("Word", names)  # pass
