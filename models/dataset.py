"""Proof of dataset.toml."""

import dataset


def executed(value):
    dataset.connect().query(value)  # sink: sql
    dataset.connect().query()  # source: stored
