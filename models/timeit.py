"""Proof of timeit.toml."""

import timeit


def measure(text):
    timeit.Timer(text)  # sink: code
    timeit.repeat(text)  # sink: code
    timeit.timeit(text)  # sink: code
    timeit.Timer(print)  # callback
    timeit.repeat(print)  # callback
    timeit.timeit(print)  # callback
