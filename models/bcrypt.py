"""Proof of bcrypt.toml."""

import bcrypt


def hashed(value):
    bcrypt.hashpw(value)  # sink: password
    bcrypt.hashpw(None, value)  # sink: salt
    bcrypt.checkpw(value)  # pass
    bcrypt.gensalt(value)  # pass
