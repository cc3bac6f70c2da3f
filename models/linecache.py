"""Proof of linecache.toml."""

import linecache


def lines(name):
    linecache.getline(name, 1)  # sink: path; source: file
    linecache.getlines(name)  # sink: path; source: file
