"""Proof of plistlib.toml."""

import plistlib


def read(stream, text, name):
    plistlib.load(stream)  # pass
    plistlib.loads(text)  # pass
    plistlib.readPlistFromBytes(text)  # pass
    plistlib.readPlistFromString(text)  # pass
    plistlib.readPlist(name)  # sink: path


def write(value, stream):
    plistlib.dump(value, stream)  # pass
    plistlib.dumps(value)  # pass
