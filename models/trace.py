"""Proof of trace.toml."""

import trace


def work(name):
    return name


def follow(text, name):
    trace.Trace().run(text)  # sink: code
    trace.Trace().runctx(text, {}, {})  # sink: code
    trace.Trace().runfunc(work, name)  # callback
