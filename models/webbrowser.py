"""Proof of webbrowser.toml."""

import webbrowser


def show(address, name):
    webbrowser.open(address)  # sink: url
    webbrowser.open_new(address)  # sink: url
    webbrowser.open_new_tab(address)  # sink: url
    webbrowser.get(name).open(address)  # sink: program; alias
