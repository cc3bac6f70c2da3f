"""Proof of uuid.toml."""

import uuid


def make(name):
    uuid.uuid1().hex  # source: weak-random; alias
    uuid.uuid3(uuid.NAMESPACE_URL, name).hex  # pass; alias
    uuid.uuid4().hex  # pass; alias
    uuid.uuid5(uuid.NAMESPACE_URL, name).hex  # pass; alias
    uuid.uuid6().hex  # source: weak-random; alias
    uuid.uuid7().hex  # pass; alias
    uuid.uuid8().hex  # source: weak-random; alias
    uuid.getnode()  # pass


def parse(text):
    uuid.UUID(text)  # pass; guard: sql
