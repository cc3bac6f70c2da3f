"""Proof of telnetlib.toml."""

import telnetlib


def ask(host):
    server = telnetlib.Telnet(host)  # sink: url
    server.open(host)  # sink: url
    server.expect([b"ok"])  # source: network
    server.read_all()  # source: network
    server.read_eager()  # source: network
    server.read_some()  # source: network
    server.read_until(b"ok")  # source: network
