"""Proof of socket.toml."""

import socket


def talk(host, space):
    line = socket.socket()
    line.connect((host, 80))  # sink: url
    line.connect_ex((host, 80))  # sink: url
    line.recv(100)  # source: network
    line.recvfrom(100)  # source: network
    line.recvmsg(100)  # source: network
    line.recv_into(space)  # source: network
    line.recvfrom_into(space)  # source: network
    line.makefile().read()  # source: network; alias


def lines(host):
    socket.create_connection((host, 80)).recv(100)  # sink: url; alias
    socket.create_server(("", 80)).recv(100)  # alias
    socket.fromfd(3, 2, 1).recv(100)  # alias
    socket.socket().dup().recv(100)  # alias
    left, right = socket.socketpair()
    left.recv(100)  # alias
    guest, address = socket.create_server(("", 80)).accept()
    guest.recv(100)  # alias


def names(host):
    socket.getaddrinfo(host, 80)  # pass
    socket.getfqdn(host)  # pass
    socket.gethostbyname(host)  # pass
    socket.gethostname()  # pass
    socket.inet_aton(host)  # pass
    socket.inet_pton(socket.AF_INET, host)  # pass
