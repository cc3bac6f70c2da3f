"""Proof of crypt.toml."""

import crypt


def hashed(word):
    crypt.crypt(word)  # pass
    crypt.mksalt()  # pass
