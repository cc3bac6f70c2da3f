"""Proof of lzma.toml."""

import lzma


def files(source):
    lzma.open(source).read()  # sink: path; pass; alias
    lzma.LZMAFile(source).read()  # sink: path; pass; alias
    lzma.open(source, "wb")  # sink: path-write
    lzma.LZMAFile(source, "w")  # sink: path-write


def contents(content):
    lzma.decompress(content)  # sink: decompress; pass
    lzma.compress(content)  # pass
    lzma.LZMADecompressor().decompress(content)  # sink: decompress; pass
