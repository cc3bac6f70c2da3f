"""Proof of markupsafe.toml."""

from markupsafe import Markup, escape, escape_silent, soft_str


def escaped(text):
    first = escape(text)  # clean: html
    first.unescape()  # alias; pass
    second = escape_silent(text)  # clean: html
    second.unescape()  # alias; pass
    Markup.escape(text)  # clean: html


def wrapped(text):
    return Markup(text)  # sink: html; clean: html


def filled(name, items):
    by_format = Markup("<b>{}</b>").format(name)  # clean: html
    by_format.striptags()  # alias; pass
    by_join = Markup(", ").join(items)  # clean: html
    by_join.striptags()  # alias; pass
    by_percent = Markup("<b>%s</b>") % name  # clean: html
    by_percent.striptags()  # alias; pass
    after = Markup("<br>") + name  # clean: html
    after.striptags()  # alias; pass
    before = name + Markup("<br>")  # clean: html
    before.striptags()  # alias; pass


def plain(page):
    text = Markup(page)
    text.unescape()  # pass
    text.striptags()  # pass
    return soft_str(page)  # pass
