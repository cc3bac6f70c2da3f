"""Proof of io.toml."""

import _io
import io


def open_file(name):
    io.open(name)  # alias
    io.FileIO(name)  # alias
    _io.open(name)  # alias
    io.open_code(name)  # sink: path


def wrap(content, stream):
    io.BytesIO(content).read()  # pass; alias
    io.StringIO(content).read()  # pass; alias
    io.BufferedReader(stream).read()  # pass
    io.BufferedWriter(stream).flush()  # pass
    io.BufferedRandom(stream).read()  # pass
    io.TextIOWrapper(stream, "utf-8").read()  # pass
    io.IOBase().close()  # pass
    io.RawIOBase().close()  # alias
    io.BufferedIOBase().close()  # alias
    io.TextIOBase().close()  # alias


def keep(text, target):
    stream = io.StringIO()
    stream.write(text)  # pass
    stream.writelines([text])  # pass
    stream.getvalue()  # pass
    stream.getbuffer()  # pass
    stream.read()  # pass
    stream.read1()  # pass
    stream.readall()  # pass
    stream.readline()  # pass
    stream.readlines()  # pass
    stream.peek()  # pass
    stream.readinto(target)  # pass
    stream.readinto1(target)  # pass
    stream.detach()  # pass


def state(stream):
    stream = io.BytesIO()
    stream.fileno()  # pass
    stream.flush()  # pass
    stream.isatty()  # pass
    stream.readable()  # pass
    stream.seek(0)  # pass
    stream.seekable()  # pass
    stream.tell()  # pass
    stream.truncate()  # pass
    stream.writable()  # pass
