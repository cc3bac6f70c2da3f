"""Proof of builtins.toml."""

import builtins


def run_text(text):
    eval(text)  # sink: code; pass
    exec(text)  # sink: code
    compile(text, "<text>", "exec")  # sink: code
    __import__(text)  # sink: import


def read_file(name):
    with open(name, "rb") as stream:  # sink: path; source: file
        stream.read()  # alias


def write_file(name, text):
    with open(name, mode="w") as stream:  # sink: path-write
        stream.write(text)  # sink: file-content
        stream.writelines([text, "\n"])  # sink: file-content


def ask():
    return input("> ")  # source: terminal


def by_name(thing, name, value):
    getattr(thing, name)  # sink: attribute
    setattr(thing, name, value)  # sink: attribute
    delattr(thing, name)  # sink: attribute


def format_text(values):
    text = str(values)
    text.format(values)  # sink: format
    text.format_map(values)  # sink: format


def leave(early):
    if early:
        exit()  # exit
    quit(1)  # exit


def numbers(value, other):
    float(value)  # pass
    complex(value)  # pass
    bool(value)  # pass
    abs(value)  # pass
    round(value, 2)  # pass
    divmod(value, other)  # pass
    pow(value, other)  # pass
    sum([value, other])  # pass
    ord(value)  # pass
    hash(value)  # pass
    bin(value)  # pass
    hex(value)  # pass
    oct(value)  # pass


def answers(value):
    id(value)  # pass
    range(value)  # pass
    any(value)  # pass
    all(value)  # pass
    callable(value)  # pass
    hasattr(value, "name")  # pass
    issubclass(value, str)  # pass
    print(value)  # pass


def texts(value):
    repr(value)  # clean: log
    ascii(value)  # clean: log
    chr(value)  # pass
    bytes(value, "utf-8")  # pass
    bytearray(value)  # pass
    memoryview(value)  # pass
    builtins.format(value, ">10")  # pass


async def items(values, stream):
    iter(values)  # pass
    next(values, None)  # pass
    aiter(stream)  # pass
    await anext(stream)  # pass
    reversed(values)  # pass
    frozenset(values)  # pass
    vars(values)  # pass
    min(values, key=lambda value: value.size)  # pass; callback
    max(values, key=len)  # pass; callback
