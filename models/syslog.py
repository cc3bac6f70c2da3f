"""Proof of syslog.toml."""

import syslog


def note(text):
    syslog.syslog(text)  # sink: log
