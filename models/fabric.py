"""Proof of fabric.toml."""

import fabric
import fabric.api


def commands(value):
    fabric.Connection().run(value)  # sink: shell
    fabric.Connection().sudo(value)  # sink: shell
    fabric.Connection().local(value)  # sink: shell
    fabric.api.run(value)  # sink: shell
    fabric.api.sudo(value)  # sink: shell
    fabric.api.local(value)  # sink: shell


def connections(value):
    fabric.Connection(value)  # sink: url
