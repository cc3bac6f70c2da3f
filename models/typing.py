"""Proof of typing.toml."""

import typing

import typing_extensions

Name = typing.NewType("Name", str)


def same(thing, function):
    typing_extensions.assert_type(thing, str)  # alias
    typing.assert_type(thing, str)  # pass
    typing.final(function)  # pass
    typing.no_type_check(function)  # pass
    typing.overload(function)  # pass
    typing.override(function)  # pass
    typing.runtime_checkable(function)  # pass
    Name(thing)  # pass
    typing.assert_never(thing)  # exit
