"""Proof of poplib.toml."""

import poplib


def read(host, secret):
    box = poplib.POP3(host)  # sink: url
    box.pass_(secret)  # sink: password
    box.list()  # source: network
    box.retr(1)  # source: network
    box.top(1, 10)  # source: network
    poplib.POP3_SSL(host)  # alias
