"""Proof of platform.toml."""

import platform


def answers(text):
    platform.machine()  # pass
    platform.node()  # pass
    platform.platform()  # pass
    platform.python_version()  # pass
    platform.release()  # pass
    platform.system()  # pass
    platform.popen(text)  # sink: shell
