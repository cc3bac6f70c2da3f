"""Proof of commands.toml."""

import commands


def run(text, name):
    commands.getoutput(text)  # sink: shell
    commands.getstatusoutput(text)  # sink: shell
    commands.getstatus(name)  # sink: path
    commands.mkarg(name)  # clean: shell
