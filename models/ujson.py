"""Proof of ujson.toml."""

import ujson


def texts(value):
    ujson.loads(value)  # pass
    ujson.load(value)  # pass
    ujson.dumps(value)  # clean: header
