"""Proof of atexit.toml."""

import atexit


def leave(name):
    print(name)


def plan(name):
    atexit.register(leave, name)  # callback; pass
