"""Proof of imp.toml."""

import imp


def load(name, path, stream):
    imp.find_module(name)  # sink: import
    imp.load_compiled("part", path)  # sink: import
    imp.load_dynamic("part", path)  # sink: import
    imp.load_package("part", path)  # sink: import
    imp.load_source("part", path)  # sink: import
    imp.load_module("part", stream, path, (".py", "r", 1))  # sink: import
