"""Proof of shelve.toml."""

import shelve


def open_shelf(name, key):
    with shelve.open(name) as shelf:  # sink: path; sink: deserialize
        shelf[key]  # alias; source: stored
        shelf.get(key)  # source: stored
        shelf.items()  # source: stored
        shelf.values()  # source: stored
    shelve.DbfilenameShelf(name)[key]  # alias; sink: path; sink: deserialize


def wrap(items, key):
    shelve.Shelf(items)  # sink: deserialize
    shelve.BsdDbShelf(items)[key]  # alias; sink: deserialize
