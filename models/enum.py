"""Proof of enum.toml."""

import enum


@enum.unique  # pass
class Color(enum.Enum):
    RED = enum.auto()  # pass


class Size(enum.IntEnum):
    SMALL = 1


class Word(enum.StrEnum):
    YES = "yes"


class Right(enum.Flag):
    READ = 1


class Mode(enum.IntFlag):
    WRITE = 1


def members(value):
    Color(value)
    Size(value).name  # alias
    Word(value).name  # alias
    Right(value).name  # alias
    Mode(value).name  # alias
