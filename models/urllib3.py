"""Proof of urllib3.toml."""

import urllib3


def requested(value):
    urllib3.request(None, value)  # sink: url
    urllib3.PoolManager().request(None, value)  # sink: url
    urllib3.PoolManager().request_encode_url(None, value)  # sink: url
    urllib3.PoolManager().request_encode_body(None, value)  # sink: url
    urllib3.PoolManager().urlopen(None, value)  # sink: url
    urllib3.connection_from_url(value)  # sink: url
    urllib3.PoolManager().connection_from_url(value)  # sink: url
    urllib3.ProxyManager(value)  # sink: url
    urllib3.HTTPConnectionPool(value)  # sink: url
    urllib3.HTTPSConnectionPool(value)  # sink: url
    urllib3.request()  # source: network
    urllib3.PoolManager().request()  # source: network
    urllib3.PoolManager().urlopen()  # source: network
    urllib3.HTTPConnectionPool().request()  # source: network
    urllib3.HTTPSConnectionPool().request()  # source: network
