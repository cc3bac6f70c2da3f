"""Proof of codeop.toml."""

import codeop


def run(text):
    codeop.compile_command(text)  # sink: code
    codeop.CommandCompiler()(text)  # sink: code
    codeop.Compile()(text, "<text>", "exec")  # sink: code
