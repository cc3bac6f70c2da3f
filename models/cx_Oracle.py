"""Proof of cx_Oracle.toml."""

import cx_Oracle


def connections():
    cx_Oracle.connect().execute("SELECT 1")  # alias
    cx_Oracle.SessionPool().acquire().execute("SELECT 1")  # alias


def passwords(value):
    cx_Oracle.connect(password=value)  # sink: password
    cx_Oracle.SessionPool(password=value)  # sink: password
