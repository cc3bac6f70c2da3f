"""Proof of bz2.toml."""

import bz2


def files(source):
    bz2.open(source).read()  # sink: path; pass; alias
    bz2.BZ2File(source).read()  # sink: path; pass; alias
    bz2.open(source, "wb")  # sink: path-write
    bz2.BZ2File(source, "w")  # sink: path-write


def contents(content):
    bz2.decompress(content)  # sink: decompress; pass
    bz2.compress(content)  # pass
    bz2.BZ2Decompressor().decompress(content)  # sink: decompress; pass
