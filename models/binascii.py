"""Proof of binascii.toml."""

import binascii


def texts(content):
    binascii.b2a_hex(content)  # pass
    binascii.crc32(content)  # pass
    binascii.crc_hqx(content, 0)  # pass
    binascii.hexlify(content)  # pass
    binascii.a2b_base64(content)  # pass
    binascii.a2b_hex(content)  # pass
    binascii.a2b_qp(content)  # pass
    binascii.a2b_uu(content)  # pass
    binascii.b2a_base64(content)  # pass
    binascii.b2a_qp(content)  # pass
    binascii.b2a_uu(content)  # pass
    binascii.unhexlify(content)  # pass
