"""Proof of imaplib.toml."""

import imaplib


def read(host, secret):
    box = imaplib.IMAP4(host)  # sink: url
    box.login("shop", secret)  # sink: password
    box.fetch("1", "(RFC822)")  # source: network
    box.list()  # source: network
    box.search(None, "ALL")  # source: network
    box.uid("fetch", "1", "(RFC822)")  # source: network
    imaplib.IMAP4_SSL(host)  # alias
