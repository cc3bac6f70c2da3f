"""Proof of duckdb.toml."""

import duckdb


def connections():
    duckdb.connect().execute("SELECT 1")  # alias


def module(value):
    duckdb.sql(value)  # sink: sql
    duckdb.query(value)  # sink: sql
    duckdb.execute(value)  # sink: sql
