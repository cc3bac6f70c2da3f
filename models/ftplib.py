"""Proof of ftplib.toml."""

import ftplib


def fetch(host, secret, command, stream):
    server = ftplib.FTP(host, "shop", secret)  # sink: url; sink: password
    server.connect(host)  # sink: url
    server.login("shop", secret)  # sink: password
    server.retrbinary(command, stream.write)  # sink: url-path; callback
    server.retrlines(command, print)  # sink: url-path; callback
    server.storbinary(command, stream)  # sink: url-path
    server.storlines(command, stream)  # sink: url-path
    server.mlsd()  # source: network
    server.nlst()  # source: network
    server.pwd()  # source: network
    server.sendcmd("STAT")  # source: network
    ftplib.FTP_TLS(host)  # alias
