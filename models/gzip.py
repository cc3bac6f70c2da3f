"""Proof of gzip.toml."""

import gzip


def files(source):
    gzip.open(source).read()  # sink: path; pass; alias
    gzip.GzipFile(source).read()  # sink: path; pass; alias
    gzip.open(source, "wb")  # sink: path-write
    gzip.GzipFile(source, "wb")  # sink: path-write


def contents(content):
    gzip.decompress(content)  # sink: decompress; pass
    gzip.compress(content)  # pass
