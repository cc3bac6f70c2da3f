"""Proof of zipimport.toml."""

import zipimport


def load(path, name):
    finder = zipimport.zipimporter(path)  # sink: import
    finder.get_code(name)  # sink: import
    finder.load_module(name)  # sink: import
