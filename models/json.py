"""Proof of json.toml."""

import json


def read(stream, text):
    json.loads(text)  # pass
    json.load(stream)  # pass
    json.JSONDecoder().decode(text)  # pass
    json.JSONDecoder().raw_decode(text)  # pass


def write(stream, value):
    json.dumps(value)  # clean: log
    json.dump(value, stream)  # pass
    json.JSONEncoder().encode(value)  # clean: log
    json.JSONEncoder().iterencode(value)  # clean: log
