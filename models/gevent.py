"""Proof of gevent.toml."""

import gevent.os
import gevent.subprocess


def commands(value):
    gevent.subprocess.run(value, shell=True)  # alias
    gevent.os.system(value)  # alias
