"""Proof of string.toml."""

import string


def fill(text, values):
    string.Template(text).substitute(values)  # pass
    string.Template(text).safe_substitute(values)  # pass
    string.Formatter().format(text, values)  # sink: format; pass
    string.Formatter().vformat(text, [], values)  # sink: format; pass
    string.capwords(text)  # pass


def alphabets():
    string.ascii_letters  # constant
    string.ascii_lowercase, string.lowercase  # constant
    string.ascii_uppercase, string.uppercase  # constant
    string.digits  # constant
    string.hexdigits  # constant
    string.octdigits  # constant
    string.punctuation  # constant
    string.whitespace  # constant
