"""Proof of inspect.toml."""

import inspect


def look(thing, name):
    inspect.getattr_static(thing, name)  # sink: attribute
    inspect.unwrap(thing)  # pass
    inspect.cleandoc(name)  # pass
    inspect.isawaitable(thing)  # pass
    inspect.isclass(thing)  # pass
    inspect.iscoroutinefunction(thing)  # pass
    inspect.isfunction(thing)  # pass
    inspect.ismethod(thing)  # pass
    inspect.signature(thing)  # pass
