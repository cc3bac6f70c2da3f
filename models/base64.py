"""Proof of base64.toml."""

import base64


def encoded(content):
    base64.b64encode(content)  # clean: sql
    base64.standard_b64encode(content)  # clean: sql
    base64.b16encode(content)  # clean: path
    base64.b32encode(content)  # clean: path
    base64.b32hexencode(content)  # clean: path
    base64.urlsafe_b64encode(content)  # clean: path
    base64.a85encode(content)  # pass
    base64.b85encode(content)  # pass
    base64.z85encode(content)  # pass
    base64.encodebytes(content)  # pass
    base64.encodestring(content)  # pass


def decoded(content):
    base64.a85decode(content)  # pass
    base64.b16decode(content)  # pass
    base64.b32decode(content)  # pass
    base64.b32hexdecode(content)  # pass
    base64.b64decode(content)  # pass
    base64.b85decode(content)  # pass
    base64.z85decode(content)  # pass
    base64.decodebytes(content)  # pass
    base64.decodestring(content)  # pass
    base64.standard_b64decode(content)  # pass
    base64.urlsafe_b64decode(content)  # pass
