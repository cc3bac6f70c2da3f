"""Proof of pkgutil.toml."""

import pkgutil


def load(name):
    pkgutil.find_loader(name)  # sink: import
    pkgutil.get_loader(name)  # sink: import
    pkgutil.resolve_name(name)  # sink: import
    pkgutil.get_data("shop", name)  # sink: path
