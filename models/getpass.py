"""Proof of getpass.toml."""

import getpass


def ask():
    getpass.getpass()  # source: secret
    getpass.getuser()  # source: environment
