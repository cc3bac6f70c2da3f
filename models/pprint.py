"""Proof of pprint.toml."""

import pprint
import reprlib


def texts(value):
    pprint.pformat(value)  # pass
    pprint.saferepr(value)  # pass
    pprint.PrettyPrinter().pformat(value)  # pass
    reprlib.repr(value)  # pass
    reprlib.Repr().repr(value)  # pass
