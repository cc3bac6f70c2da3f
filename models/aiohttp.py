"""Proof of aiohttp.toml."""

import aiohttp


def requested(value):
    aiohttp.ClientSession().get(value)  # sink: url
    aiohttp.ClientSession().options(value)  # sink: url
    aiohttp.ClientSession().head(value)  # sink: url
    aiohttp.ClientSession().post(value)  # sink: url
    aiohttp.ClientSession().put(value)  # sink: url
    aiohttp.ClientSession().patch(value)  # sink: url
    aiohttp.ClientSession().delete(value)  # sink: url
    aiohttp.ClientSession().ws_connect(value)  # sink: url
    aiohttp.ClientSession().request(None, value)  # sink: url
    aiohttp.request(None, value)  # sink: url
    aiohttp.ClientSession().get()  # source: network
    aiohttp.ClientSession().options()  # source: network
    aiohttp.ClientSession().head()  # source: network
    aiohttp.ClientSession().post()  # source: network
    aiohttp.ClientSession().put()  # source: network
    aiohttp.ClientSession().patch()  # source: network
    aiohttp.ClientSession().delete()  # source: network
    aiohttp.ClientSession().request()  # source: network
    aiohttp.request()  # source: network


def passwords(value):
    aiohttp.BasicAuth(None, value)  # sink: password
