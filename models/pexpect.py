"""Proof of pexpect.toml."""

import pexpect
import pexpect.popen_spawn


def commands(value):
    pexpect.run(value)  # sink: argument
    pexpect.runu(value)  # sink: argument
    pexpect.spawn(value)  # sink: argument
    pexpect.spawnu(value)  # sink: argument
    pexpect.popen_spawn.PopenSpawn(value)  # sink: argument


def programs(value):
    pexpect.run(value)  # sink: program
    pexpect.spawn(value)  # sink: program
