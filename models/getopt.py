"""Proof of getopt.toml."""

import getopt


def arguments(values):
    getopt.getopt(values, "ab:")  # pass
    getopt.gnu_getopt(values, "ab:")  # pass
