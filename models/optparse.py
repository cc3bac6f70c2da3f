"""Proof of optparse.toml."""

import optparse


def arguments():
    parser = optparse.OptionParser()
    parser.parse_args()  # source: argument
