"""Proof of bleach.toml."""

import bleach
import bleach.linkifier
import bleach.sanitizer


def cleaned(text):
    bleach.clean(text)  # clean: html
    bleach.Cleaner().clean(text)  # clean: html
    bleach.sanitizer.Cleaner().clean(text)  # alias; clean: html


def linked(text):
    bleach.linkify(text)  # pass
    bleach.linkifier.Linker().linkify(text)  # pass
