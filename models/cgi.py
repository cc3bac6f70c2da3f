"""Proof of cgi.toml."""

import cgi


def form(stream, name, text):
    fields = cgi.FieldStorage()  # source: remote
    fields.getvalue(name)  # pass
    fields.getfirst(name)  # pass
    fields.getlist(name)  # pass
    fields.keys()  # pass
    cgi.parse(stream)  # source: remote
    cgi.parse_multipart(stream, {})  # source: remote
    cgi.parse_qs(text)  # pass
    cgi.parse_qsl(text)  # pass
    cgi.parse_header(text)  # pass
    cgi.escape(text)  # clean: html
