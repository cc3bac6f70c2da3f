"""Proof of filecmp.toml."""

import filecmp


def compare(left, right):
    filecmp.cmp(left, right)  # sink: path
    filecmp.cmpfiles(left, right, ["a"])  # sink: path
    filecmp.dircmp(left, right)  # sink: path
