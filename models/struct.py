"""Proof of struct.toml."""

import struct


def binary(content, value, space):
    struct.pack("<4s", value)  # pass
    struct.pack_into("<4s", space, 0, value)  # pass
    struct.unpack("<4s", content)  # pass
    struct.unpack_from("<4s", content)  # pass
    struct.iter_unpack("<4s", content)  # pass
    struct.calcsize("<4s")  # pass
    struct.Struct("<4s").pack(value)  # pass
    struct.Struct("<4s").unpack(content)  # pass
    struct.Struct("<4s").unpack_from(content)  # pass
