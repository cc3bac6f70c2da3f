"""Proof of pty.toml."""

import pty


def start(program, option, text):
    pty.spawn(program)  # sink: program
    pty.spawn(["less", option])  # sink: argument
    pty.spawn(["/bin/sh", "-c", text])  # sink: shell
