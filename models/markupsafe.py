"""Proof of markupsafe.toml."""

from markupsafe import Markup, escape, escape_silent, soft_str


def escaped(text):
    first = escape(text)  # clean: html; alias
    second = escape_silent(text)  # clean: html; alias
    third = Markup.escape(text)  # clean: html
    return first.unescape(), second.unescape(), third


def wrapped(text):
    return Markup(text)  # sink: html; clean: html


def filled(name, items):
    by_format = Markup("<b>{}</b>").format(name)  # clean: html; alias
    by_join = Markup(", ").join(items)  # clean: html; alias
    by_percent = Markup("<b>%s</b>") % name  # clean: html; alias
    after = Markup("<br>") + name  # clean: html; alias
    before = name + Markup("<br>")  # clean: html; alias
    return (
        by_format.striptags(),
        by_join.striptags(),
        by_percent.striptags(),
        after.striptags(),
        before.striptags(),
    )


def plain(page):
    text = Markup(page)
    text.unescape()  # pass
    text.striptags()  # pass
    return soft_str(page)  # pass
