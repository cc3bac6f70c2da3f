"""Proof of dataclasses.toml."""

import dataclasses


def parts(thing, name):
    dataclasses.asdict(thing)  # pass
    dataclasses.astuple(thing)  # pass
    dataclasses.replace(thing, name=name)  # pass
    dataclasses.fields(thing)  # pass
    dataclasses.is_dataclass(thing)  # pass
