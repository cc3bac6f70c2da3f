"""Proof of simplejson.toml."""

import simplejson


def texts(value):
    simplejson.loads(value)  # pass
    simplejson.load(value)  # pass
    simplejson.dumps(value)  # clean: header
