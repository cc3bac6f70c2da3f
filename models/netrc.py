"""Proof of netrc.toml."""

import netrc


def read(name, host):
    netrc.netrc(name).authenticators(host)  # sink: path; source: secret
