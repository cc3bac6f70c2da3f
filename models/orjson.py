"""Proof of orjson.toml."""

import orjson


def texts(value):
    orjson.loads(value)  # pass
    orjson.dumps(value)  # clean: header
