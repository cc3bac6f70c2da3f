"""Proof of zlib.toml."""

import zlib


def contents(content):
    zlib.compress(content)  # pass
    zlib.decompress(content)  # sink: decompress; pass
    zlib.decompressobj().decompress(content)  # sink: decompress; pass
    zlib.adler32(content)  # pass
    zlib.crc32(content)  # pass
