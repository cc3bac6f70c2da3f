"""Proof of jose.toml."""

import jose.jws
import jose.jwt


def signed(value):
    jose.jwt.encode(None, value)  # sink: secret-key
    jose.jwt.decode(None, value)  # sink: secret-key
    jose.jws.sign(None, value)  # sink: secret-key
    jose.jws.verify(None, value)  # sink: secret-key
    jose.jwt.encode(value)  # pass
    jose.jws.sign(value)  # pass


def read(value):
    jose.jwt.get_unverified_claims(value)  # pass
    jose.jwt.get_unverified_header(value)  # pass
    jose.jws.get_unverified_claims(value)  # pass


def roles(view, app):
    jose.jwt.decode(view)  # role
