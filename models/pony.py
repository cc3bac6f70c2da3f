"""Proof of pony.toml."""

from pony.orm import Database, raw_sql

db = Database()


def raw(value):
    raw_sql(value)  # sink: sql
    db.execute(value)  # sink: sql
    db.select(value)  # sink: sql
    db.get(value)  # sink: sql
    db.exists(value)  # sink: sql
    db.Entity.select_by_sql(value)  # sink: sql
    db.Entity.get_by_sql(value)  # sink: sql


def rows(value):
    db.Entity.get(id=value)  # role
    db.Entity.exists(id=value)  # role
