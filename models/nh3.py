"""Proof of nh3.toml."""

import nh3


def cleaned(text):
    nh3.clean(text)  # clean: html
    nh3.clean_text(text)  # clean: html
    nh3.Cleaner().clean(text)  # clean: html
