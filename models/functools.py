"""Proof of functools.toml."""

import functools


def joined(left, right):
    return left + right


def decorated(function):
    functools.singledispatch(function)  # pass
    functools.singledispatchmethod(function)  # pass
    functools.total_ordering(function)  # pass
    functools.cmp_to_key(function)  # pass
    functools.update_wrapper(joined, function)  # pass
