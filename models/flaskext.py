"""Proof of flaskext.toml."""

import flaskext.mysql


def connections():
    flaskext.mysql.MySQL().connect().execute("SELECT 1")  # alias
    flaskext.mysql.MySQL().get_db().execute("SELECT 1")  # alias
