"""Proof of fileinput.toml."""

import fileinput


def lines(name):
    fileinput.FileInput(name).readline()  # sink: path; source: file; alias
    fileinput.input(name).readline()  # sink: path; source: file; alias
