"""Proof of argparse.toml."""

import argparse


def arguments(name):
    parser = argparse.ArgumentParser()
    parser.parse_args()  # source: argument
    parser.parse_intermixed_args()  # source: argument
    parser.parse_known_args()  # source: argument
    argparse.FileType("r")(name)  # sink: path
