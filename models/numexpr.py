"""Proof of numexpr.toml."""

import numexpr


def evaluated(value):
    numexpr.evaluate(value)  # sink: code
