"""Proof of dill.toml."""

import dill


def loaded(value):
    dill.load(value)  # sink: deserialize
    dill.loads(value)  # sink: deserialize
    dill.load(value)  # pass
    dill.loads(value)  # pass


def dumped(value):
    dill.dumps(value)  # pass
