"""Proof of xmltodict.toml."""

import xmltodict


def texts(value):
    xmltodict.parse(value, disable_entities=False)  # sink: xml-entities
    xmltodict.parse(value)  # pass
    xmltodict.unparse(value)  # pass
