"""Proof of profile.toml."""

import cProfile
import profile


def work(name):
    return name


def measure(text, name):
    profile.run(text)  # sink: code
    profile.runctx(text, {}, {})  # sink: code
    profile.Profile().run(text)  # sink: code
    profile.Profile().runctx(text, {}, {})  # sink: code
    profile.Profile().runcall(work, name)  # callback
    cProfile.run(text)  # alias
