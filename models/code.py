"""Proof of code.toml."""

import code


def run(text):
    code.compile_command(text)  # sink: code
    code.InteractiveInterpreter().runsource(text)  # sink: code
    code.InteractiveInterpreter().runcode(text)  # sink: code
    code.InteractiveConsole().push(text)  # alias; sink: code
