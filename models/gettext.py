"""Proof of gettext.toml."""

import gettext


def translate(text, other, count):
    gettext.gettext(text)  # pass
    gettext.lgettext(text)  # pass
    gettext.ugettext(text)  # pass
    gettext.ngettext(text, other, count)  # pass
    gettext.ungettext(text, other, count)  # pass
    gettext.dgettext("shop", text)  # pass
    gettext.pgettext("menu", text)  # pass
    gettext.dngettext("shop", text, other, count)  # pass
    gettext.npgettext("menu", text, other, count)  # pass


def catalogues(folder, language, text):
    gettext.find("shop", folder, [language])  # sink: path
    gettext.install("shop", folder)  # sink: path
    gettext.translation("shop", folder, [language]).gettext(text)  # sink: path; alias
    gettext.GNUTranslations().gettext(text)  # alias
    gettext.NullTranslations().gettext(text)  # alias
