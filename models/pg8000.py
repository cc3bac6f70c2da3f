"""Proof of pg8000.toml."""

import pg8000
import pg8000.dbapi
import pg8000.native


def connections():
    pg8000.connect().execute("SELECT 1")  # alias
    pg8000.dbapi.connect().execute("SELECT 1")  # alias


def passwords(value):
    pg8000.connect(password=value)  # sink: password
    pg8000.dbapi.connect(password=value)  # sink: password


def native(value):
    pg8000.native.Connection().run(value)  # sink: sql
