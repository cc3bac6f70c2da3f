"""Proof of xmlrpc.toml."""

import xmlrpc.client
import xmlrpc.server


def ask(address, text):
    xmlrpc.client.ServerProxy(address)  # sink: url; source: network
    xmlrpc.client.Server(address)  # alias
    xmlrpc.client.loads(text)  # sink: xml-entities; pass
    xmlrpc.client.dumps((text,))  # pass


def add(left, right):
    return left + right


def serve():
    server = xmlrpc.server.SimpleXMLRPCServer(("localhost", 8000))
    server.register_function(add)  # entry: remote
    xmlrpc.server.SimpleXMLRPCDispatcher().register_function(add)  # alias
    xmlrpc.server.DocXMLRPCServer(("localhost", 8001)).register_function(add)  # alias
    xmlrpc.server.CGIXMLRPCRequestHandler().register_function(add)  # alias
