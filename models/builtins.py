"""Proof of builtins.toml."""


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
        stream.write(text)  # sink: file-content; pass
        stream.writelines([text, "\n"])  # sink: file-content; pass


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
    str.format(text, values)  # sink: format; pass
    str.format_map(text, values)  # sink: format; pass


def leave(early):
    if early:
        exit()  # exit
    quit(1)  # exit


def numbers(value, other):
    divmod(value, other)  # pass
    pow(value, other)  # pass
    bin(value)  # pass
    hex(value)  # pass
    oct(value)  # pass


def answers(value):
    issubclass(value, str)  # pass


def texts(value):
    ascii(value)  # clean: log
    memoryview(value)  # pass


async def items(stream):
    aiter(stream)  # pass
    await anext(stream)  # pass


def decoded(digits):
    bytes.fromhex(digits)  # pass
    bytearray.fromhex(digits)  # pass
