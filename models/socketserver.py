"""Proof of socketserver.toml."""

import socketserver


class Echo(socketserver.BaseRequestHandler):
    def handle(self):  # entry
        self.request.recv(100)  # source: remote
        self.request.makefile().read()  # source: remote; alias


class Packets(socketserver.DatagramRequestHandler):  # alias
    def handle(self):
        self.request[0]  # source: remote


class Lines(socketserver.StreamRequestHandler):  # alias
    def handle(self):
        self.rfile.readline()  # source: remote; alias
