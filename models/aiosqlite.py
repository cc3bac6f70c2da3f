"""Proof of aiosqlite.toml."""

import aiosqlite


def connections():
    aiosqlite.connect().execute("SELECT 1")  # alias


def files(value):
    aiosqlite.connect(value)  # sink: path
