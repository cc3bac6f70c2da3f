"""Proof of locale.toml."""

import locale


def shape(text, form):
    locale.atof(text)  # pass
    locale.atoi(text)  # pass
    locale.currency(text)  # pass
    locale.format(form, text)  # pass
    locale.format_string(form, text)  # pass
    locale.getlocale()  # pass
    locale.setlocale(locale.LC_ALL, text)  # pass
