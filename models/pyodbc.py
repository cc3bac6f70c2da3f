"""Proof of pyodbc.toml."""

import pyodbc


def connections():
    pyodbc.connect().execute("SELECT 1")  # alias


def passwords(value):
    pyodbc.connect(password=value)  # sink: password
