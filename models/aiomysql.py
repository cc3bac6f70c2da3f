"""Proof of aiomysql.toml."""

import aiomysql


def connections():
    aiomysql.connect().execute("SELECT 1")  # alias
    aiomysql.create_pool().acquire().execute("SELECT 1")  # alias


def passwords(value):
    aiomysql.connect(password=value)  # sink: password
    aiomysql.create_pool(password=value)  # sink: password
