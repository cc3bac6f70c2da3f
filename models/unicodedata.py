"""Proof of unicodedata.toml."""

import unicodedata


def normal(text):
    unicodedata.normalize("NFC", text)  # pass
    unicodedata.normalize("NFKC", text)  # pass
    unicodedata.category(text)  # pass
    unicodedata.combining(text)  # pass
    unicodedata.name(text)  # pass
