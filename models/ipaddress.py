"""Proof of ipaddress.toml."""

import ipaddress


def addresses(text):
    ipaddress.IPv4Address(text)  # clean: shell; guard: shell
    ipaddress.IPv4Interface(text)  # pass
    ipaddress.IPv4Network(text)  # pass
    ipaddress.IPv6Address(text)  # pass
    ipaddress.IPv6Interface(text)  # pass
    ipaddress.IPv6Network(text)  # pass
    ipaddress.ip_address(text)  # pass
    ipaddress.ip_interface(text)  # pass
    ipaddress.ip_network(text)  # pass
