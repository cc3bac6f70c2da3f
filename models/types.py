"""Proof of types.toml."""

import types


def make(text, values, function):
    types.CodeType(text)  # sink: code
    types.FunctionType(text, {})  # sink: code
    types.LambdaType(text, {})  # sink: code
    types.coroutine(function)  # pass
    types.MethodType(function, values)  # pass
