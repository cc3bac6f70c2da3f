"""Proof of quopri.toml."""

import quopri


def texts(text):
    quopri.encodestring(text)  # pass
    quopri.decodestring(text)  # pass
