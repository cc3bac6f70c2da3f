"""Proof of http.toml."""

import http.client
import http.cookies
import http.server


def fetch(host, path):
    connection = http.client.HTTPConnection(host)  # sink: url
    connection.set_tunnel(host)  # sink: url
    connection.request("GET", path)  # sink: url-path
    connection.putrequest("GET", path)  # sink: url-path
    answer = connection.getresponse()  # source: network
    answer.read()  # alias
    answer.getheaders()  # pass
    answer.getheader("Server", "")  # alias; pass
    answer.geturl()  # pass
    answer.info()  # pass
    answer.status  # pass
    answer.code  # pass
    answer.getcode()  # pass
    http.client.HTTPSConnection(host)  # alias


def cookies(text, name, value):
    jar = http.cookies.SimpleCookie(text)  # pass
    jar.load(text)  # pass
    jar.get(name)  # pass
    jar.items()  # pass
    jar.values()  # pass
    jar.output()  # pass
    jar[name] = value  # sink: cookie
    http.cookies.Morsel().set(name, value, value)  # sink: cookie
    http.cookies.BaseCookie(text)  # alias
    http.cookies.SmartCookie(text)  # alias


class Shop(http.server.BaseHTTPRequestHandler):
    def do_GET(self):  # entry
        self.path  # source: remote
        self.command  # source: remote
        self.requestline  # source: remote
        self.raw_requestline  # source: remote
        self.headers["Host"]  # source: remote
        self.headers.get("Host", "")  # pass
        self.headers.get_all("Host", [])  # pass
        self.headers.getheader("Host", "")  # pass
        self.headers.items()  # pass
        self.rfile.read(100)  # source: remote; alias

    def answer(self, name, value):
        self.send_response(200, value)  # sink: header
        self.send_response_only(200, value)  # sink: header
        self.send_error(400, value)  # sink: header
        self.send_header(name, value)  # sink: header; store
        self.send_header("Location", value)  # sink: redirect
        self.wfile.write(value)  # sink: html


class Files(http.server.SimpleHTTPRequestHandler):  # alias
    def do_GET(self):
        return self.path


class Scripts(http.server.CGIHTTPRequestHandler):  # alias
    def do_GET(self):
        return self.path
