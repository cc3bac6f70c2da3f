"""Proof of oracledb.toml."""

import oracledb


def connections():
    oracledb.connect().execute("SELECT 1")  # alias
    oracledb.create_pool().acquire().execute("SELECT 1")  # alias


def passwords(value):
    oracledb.connect(password=value)  # sink: password
    oracledb.create_pool(password=value)  # sink: password
