"""Proof of sqlalchemy_utils.toml."""

import sqlalchemy_utils
import sqlalchemy_utils.types.uuid


def columns():
    sqlalchemy_utils.UUIDType  # role
    sqlalchemy_utils.types.uuid.UUIDType  # role
