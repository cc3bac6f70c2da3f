"""Proof of pymssql.toml."""

import pymssql


def connections():
    pymssql.connect().execute("SELECT 1")  # alias


def passwords(value):
    pymssql.connect(password=value)  # sink: password
