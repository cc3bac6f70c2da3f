"""Proof of jwt.toml."""

import jwt


def signed(value):
    jwt.encode(None, value)  # sink: secret-key
    jwt.decode(None, value)  # sink: secret-key
    jwt.encode(value)  # pass


def read(value, other):
    jwt.decode(value, other, algorithms=["HS256"])  # pass
    jwt.decode_complete(value, other, algorithms=["HS256"])  # pass
    jwt.decode(value, options={"verify_signature": False})  # pass
    jwt.decode_complete(value, options={"verify_signature": False})  # pass
    jwt.decode(value, other, verify=False)  # pass
    jwt.decode_complete(value, other, verify=False)  # pass
    jwt.get_unverified_header(value)  # pass


def roles(view, app):
    jwt.decode(view)  # role
