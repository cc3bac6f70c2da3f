"""Proof of pdb.toml."""

import pdb


def work(name):
    return name


def debug(text, name):
    pdb.run(text)  # sink: code
    pdb.runctx(text, {}, {})  # sink: code
    pdb.runeval(text)  # sink: code
    pdb.runcall(work, name)  # callback
    pdb.Pdb().run(text)  # sink: code
    pdb.Pdb().runeval(text)  # sink: code
    pdb.Pdb().runcall(work, name)  # callback
