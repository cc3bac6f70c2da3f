"""Proof of uuid.toml."""

import uuid


def make(name):
    uuid.uuid1().hex  # source: weak-random
    uuid.uuid3(uuid.NAMESPACE_URL, name).hex  # pass
    uuid.uuid4().hex  # pass
    uuid.uuid5(uuid.NAMESPACE_URL, name).hex  # pass
    uuid.uuid6().hex  # source: weak-random
    uuid.uuid7().hex  # pass
    uuid.uuid8().hex  # source: weak-random
    uuid.getnode()  # pass
