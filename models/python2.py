"""Proof of python2.toml."""

import itertools
import os
import urllib

import __builtin__
import anydbm
import BaseHTTPServer
import CGIHTTPServer
import ConfigParser
import Cookie
import cStringIO
import DocXMLRPCServer
import dumbdbm
import gdbm
import httplib
import Queue
import robotparser
import SimpleHTTPServer
import SimpleXMLRPCServer
import SocketServer
import StringIO
import urllib2
import urlparse
import xmlrpclib


def work(name):
    return name


def old_builtins(text, name, values):
    __builtin__.eval(text)  # alias
    raw_input("> ")  # alias
    file(name)  # alias
    unicode(text).format(name)  # alias
    basestring(text).format(name)  # alias
    unichr(text)  # alias
    xrange(text)  # alias
    long(text)  # alias
    reduce(work, values)  # alias
    intern(text)  # alias
    execfile(name)  # sink: import
    apply(work, [name])  # callback


class OldPages(BaseHTTPServer.BaseHTTPRequestHandler):  # alias
    def do_GET(self):
        return self.path


class OldFiles(SimpleHTTPServer.SimpleHTTPRequestHandler):  # alias
    def do_GET(self):
        return self.path


class OldScripts(CGIHTTPServer.CGIHTTPRequestHandler):  # alias
    def do_GET(self):
        return self.path


class OldEcho(SocketServer.StreamRequestHandler):  # alias
    def handle(self):
        return self.rfile.readline()


def old_modules(address, text, name):
    ConfigParser.ConfigParser().read_string(text)  # alias
    Cookie.SimpleCookie(text)  # alias
    httplib.HTTPConnection(address)  # alias
    Queue.Queue().put(text)  # alias
    StringIO.StringIO(text).read()  # alias
    cStringIO.StringIO(text).read()  # alias
    robotparser.RobotFileParser(address)  # alias
    urlparse.urljoin(address, text)  # alias
    urllib2.urlopen(address)  # alias
    xmlrpclib.ServerProxy(address)  # alias
    SimpleXMLRPCServer.SimpleXMLRPCServer(("", 8000)).register_function(work)  # alias
    DocXMLRPCServer.DocXMLRPCServer(("", 8000)).register_function(work)  # alias
    anydbm.open(name)  # alias
    dumbdbm.open(name)  # alias
    gdbm.open(name)  # alias


def old_functions(address, text, name, values):
    urllib.urlopen(address)  # alias
    urllib.urlretrieve(address, name)  # alias
    urllib.FancyURLopener().open(address)  # alias
    urllib.URLopener().open(address)  # alias
    urllib.pathname2url(text)  # alias
    urllib.url2pathname(text)  # alias
    urllib.quote(text)  # alias
    urllib2.quote(text)  # alias
    urllib.quote_plus(text)  # alias
    urllib.unquote(text)  # alias
    urllib2.unquote(text)  # alias
    urllib.unquote_plus(text)  # alias
    urllib.urlencode(values)  # alias
    os.getcwdu()  # alias
    itertools.izip_longest(values, values)  # alias
    itertools.ifilterfalse(work, values)  # alias
    itertools.imap(work, values)  # alias
    itertools.ifilter(work, values)  # alias
    itertools.izip(values, values)  # alias
