"""Proof of tempfile.toml."""

import tempfile


def names(ending):
    tempfile.NamedTemporaryFile(suffix=ending)  # sink: path-write
    tempfile.TemporaryFile(suffix=ending)  # sink: path-write
    tempfile.SpooledTemporaryFile(suffix=ending)  # sink: path-write
    tempfile.mkstemp(ending)  # sink: path-write; pass
    tempfile.mkdtemp(ending)  # sink: path-write; pass
    tempfile.mktemp(ending)  # sink: path-write; pass
    tempfile.TemporaryDirectory(ending)  # sink: path-write; pass
    tempfile.gettempdir()  # pass
    tempfile.gettempprefix()  # pass


def contents(text):
    with tempfile.NamedTemporaryFile("w+") as stream:
        stream.write(text)  # alias
    with tempfile.TemporaryFile("w+") as stream:
        stream.write(text)  # alias
    with tempfile.SpooledTemporaryFile(mode="w+") as stream:
        stream.write(text)  # alias
