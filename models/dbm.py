"""Proof of dbm.toml."""

import dbm
import dbm.dumb
import dbm.gnu
import dbm.ndbm
import dbm.sqlite3


def read(name, key):
    store = dbm.open(name)  # sink: path
    store[key]  # source: stored
    store.get(key)  # source: stored
    store.setdefault(key, b"")  # source: stored
    dbm.dumb.open(name)  # alias
    dbm.gnu.open(name)  # alias
    dbm.ndbm.open(name)  # alias
    dbm.sqlite3.open(name)  # alias
