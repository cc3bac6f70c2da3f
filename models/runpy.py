"""Proof of runpy.toml."""

import runpy


def run(name, path):
    runpy.run_module(name)  # sink: import
    runpy.run_path(path)  # sink: import
