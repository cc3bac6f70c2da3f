"""Proof of popen2.toml."""

import popen2


def run(text):
    popen2.Popen3(text)  # sink: shell
    popen2.Popen4(text)  # sink: shell
    popen2.popen2(text)  # sink: shell
    popen2.popen3(text)  # sink: shell
    popen2.popen4(text)  # sink: shell
