"""Proof of glob.toml."""

import glob


def find(pattern):
    glob.glob(pattern)  # sink: path; pass
    glob.iglob(pattern)  # sink: path; pass
    glob.escape(pattern)  # pass
    glob.translate(pattern)  # clean: regex
