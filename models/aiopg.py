"""Proof of aiopg.toml."""

import aiopg


def connections():
    aiopg.connect().execute("SELECT 1")  # alias
    aiopg.create_pool().acquire().execute("SELECT 1")  # alias


def passwords(value):
    aiopg.connect(password=value)  # sink: password
    aiopg.create_pool(password=value)  # sink: password
