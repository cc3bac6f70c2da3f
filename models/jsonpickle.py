"""Proof of jsonpickle.toml."""

import jsonpickle


def loaded(value):
    jsonpickle.decode(value)  # sink: deserialize
    jsonpickle.loads(value)  # sink: deserialize
    jsonpickle.Unpickler().restore(value)  # sink: deserialize
    jsonpickle.decode(value)  # pass
    jsonpickle.loads(value)  # pass


def dumped(value):
    jsonpickle.encode(value)  # pass
    jsonpickle.dumps(value)  # pass
