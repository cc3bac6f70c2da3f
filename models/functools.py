"""Proof of functools.toml."""

import functools


def joined(left, right):
    return left + right


def fold(values, first):
    return functools.reduce(joined, values, first)  # callback; pass


def decorated(function, key):
    functools.cache(function)  # pass
    functools.singledispatch(function)  # pass
    functools.total_ordering(function)  # pass
    functools.cmp_to_key(function)  # pass
    functools.lru_cache(function)  # pass
    functools.lru_cache(maxsize=10)(function)  # pass
    functools.wraps(function)(joined)  # pass
    functools.update_wrapper(joined, function)  # pass
