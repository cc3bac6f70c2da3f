"""Proof of statistics.toml."""

import statistics


def numbers(values):
    statistics.fmean(values)  # pass
    statistics.mean(values)  # pass
    statistics.median(values)  # pass
    statistics.mode(values)  # pass
    statistics.pstdev(values)  # pass
    statistics.stdev(values)  # pass
    statistics.variance(values)  # pass
