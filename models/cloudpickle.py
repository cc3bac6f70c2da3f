"""Proof of cloudpickle.toml."""

import cloudpickle


def loaded(value):
    cloudpickle.load(value)  # sink: deserialize
    cloudpickle.loads(value)  # sink: deserialize
    cloudpickle.load(value)  # pass
    cloudpickle.loads(value)  # pass


def dumped(value):
    cloudpickle.dumps(value)  # pass
