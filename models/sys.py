"""Proof of sys.toml."""

import sys


def values(name, folder):
    sys.argv[1]  # source: argument
    sys.orig_argv[1]  # source: argument
    sys.stdin.read()  # source: terminal; alias
    sys.stdin.buffer.read()  # alias
    sys.exc_info()  # source: exception
    sys.exception()  # source: exception
    sys.last_exc  # source: exception
    sys.last_value  # source: exception
    sys.path.append(folder)  # sink: import
    sys.path.insert(0, folder)  # sink: import
    sys.intern(name)  # pass
    sys.getsizeof(name)  # pass
    sys.getrefcount(name)  # pass
    sys.executable  # constant
    sys.maxsize  # constant
    sys.exit(1)  # exit
