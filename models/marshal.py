"""Proof of marshal.toml."""

import marshal


def read(stream, content):
    marshal.load(stream)  # sink: deserialize; pass
    marshal.loads(content)  # sink: deserialize; pass


def write(value, stream):
    marshal.dumps(value)  # pass
    marshal.dump(value, stream)  # pass
