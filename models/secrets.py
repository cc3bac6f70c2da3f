"""Proof of secrets.toml."""

import secrets


def tokens(items, left, right):
    secrets.choice(items)  # pass
    secrets.compare_digest(left, right)  # pass
    secrets.randbelow(10)  # pass
    secrets.randbits(64)  # pass
    secrets.token_bytes(32)  # pass
    secrets.token_hex(32)  # pass
    secrets.token_urlsafe(32)  # pass
    secrets.SystemRandom().choice(items)  # alias


def roles(view, app):
    secrets.compare_digest(view)  # role
