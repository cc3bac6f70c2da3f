"""Proof of pycurl.toml."""

import pycurl


def requested(value):
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, value)  # sink: url
    curl.setopt(curl.URL, value)  # sink: url
