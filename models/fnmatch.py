"""Proof of fnmatch.toml."""

import fnmatch


def match(name, names, pattern):
    fnmatch.fnmatch(name, pattern)  # pass
    fnmatch.fnmatchcase(name, pattern)  # pass
    fnmatch.filter(names, pattern)  # pass
    fnmatch.filterfalse(names, pattern)  # pass
    fnmatch.translate(pattern)  # clean: regex
