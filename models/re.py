"""Proof of re.toml."""

import re


def shout(match):
    return match.group().upper()


def with_text(pattern, text):
    re.compile(pattern)  # sink: regex
    re.match(pattern, text)  # sink: regex
    re.fullmatch(pattern, text)  # sink: regex
    re.search(pattern, text)  # sink: regex
    re.findall(pattern, text)  # sink: regex; pass
    re.finditer(pattern, text)  # sink: regex; pass
    re.split(pattern, text)  # sink: regex; pass
    re.sub(pattern, shout, text)  # sink: regex; pass; callback
    re.subn(pattern, shout, text)  # sink: regex; pass; callback
    re.escape(pattern)  # clean: regex


def compiled(text):
    pattern = re.compile("[a-z]+")
    pattern.findall(text)  # alias; pass
    pattern.finditer(text)  # pass
    pattern.split(text)  # pass
    pattern.sub(shout, text)  # pass; callback
    pattern.subn(shout, text)  # pass; callback


def groups(text):
    pattern = re.compile("([a-z]+)")
    re.match("([a-z]+)", text).group(1)  # alias; pass
    re.fullmatch("([a-z]+)", text).groups()  # alias; pass
    re.search("([a-z]+)", text).groupdict()  # alias; pass
    pattern.match(text).expand(r"\1")  # alias; pass
    pattern.fullmatch(text).start()  # alias; pass
    pattern.search(text).end()  # alias; pass
    for found in re.finditer("([a-z]+)", text):
        found.span()  # alias; pass
    for found in pattern.finditer(text):
        found.group()  # alias


def flags(text):
    re.match("[a-z]+", text, re.I)  # constant
    re.match("[a-z]+", text, re.IGNORECASE)  # constant
    re.match("[a-z]+", text, re.M)  # constant
    re.match("[a-z]+", text, re.MULTILINE)  # constant
    re.match("[a-z]+", text, re.U)  # constant
    re.match("[a-z]+", text, re.UNICODE)  # constant
    re.match("[a-z]+", text, re.S)  # constant
    re.match("[a-z]+", text, re.DOTALL)  # constant
    re.match("[a-z]+", text, re.X)  # constant
    re.match("[a-z]+", text, re.VERBOSE)  # constant
    re.match("[a-z]+", text, re.A)  # constant
    re.match("[a-z]+", text, re.ASCII)  # constant
