"""Proof of httplib2.toml."""

import httplib2


def requested(value):
    httplib2.Http().request(value)  # sink: url
    httplib2.Http().request()  # source: network
