"""Proof of flask_mysqldb.toml."""

import flask_mysqldb


def connections():
    flask_mysqldb.MySQL().connection.execute("SELECT 1")  # alias
    flask_mysqldb.MySQL().connect.execute("SELECT 1")  # alias
