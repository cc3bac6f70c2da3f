"""Proof of bisect.toml."""

import bisect


def ordered(values, value):
    bisect.insort(values, value)  # pass
    bisect.insort_left(values, value)  # pass
    bisect.insort_right(values, value)  # pass
    bisect.bisect(values, value)  # pass
    bisect.bisect_left(values, value)  # pass
    bisect.bisect_right(values, value)  # pass
