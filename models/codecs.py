"""Proof of codecs.toml."""

import codecs


def files(name, stream):
    codecs.open(name).read()  # sink: path; source: file; alias
    codecs.open(name, "w")  # sink: path-write
    codecs.EncodedFile(stream, "utf-8").read()  # pass
    codecs.getreader("utf-8")(stream).read()  # pass
    codecs.getwriter("utf-8")(stream).read()  # pass


def texts(text):
    codecs.decode(text, "rot13")  # pass
    codecs.encode(text, "rot13")  # pass
    codecs.escape_decode(text)  # pass
    codecs.unicode_escape_decode(text)  # pass
    codecs.iterdecode([text], "utf-8")  # pass
    codecs.iterencode([text], "utf-8")  # pass
