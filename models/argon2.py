"""Proof of argon2.toml."""

import argon2


def hashed(value):
    argon2.PasswordHasher().hash(value)  # sink: password
    argon2.PasswordHasher().verify(value)  # pass
    argon2.PasswordHasher().check_needs_rehash(value)  # pass
