"""Proof of invoke.toml."""

import invoke


def commands(value):
    invoke.run(value)  # sink: shell
    invoke.sudo(value)  # sink: shell
    invoke.Context().run(value)  # sink: shell
    invoke.Context().sudo(value)  # sink: shell


def tasks():
    @invoke.task  # entry: argument
    def first(context, name):
        return name
    
    @invoke.task(optional=["name"])  # entry: argument
    def second(context, name):
        return name
    
    return first, second
