"""Proof of flask_babel.toml."""

import flask_babel


def translated(value):
    flask_babel.gettext(value)  # pass
    flask_babel.ngettext(value)  # pass
    flask_babel.lazy_gettext(value)  # pass
    flask_babel.pgettext(value)  # pass
    flask_babel.format_date(value)  # pass
    flask_babel.format_datetime(value)  # pass
    flask_babel.format_number(value)  # pass
    flask_babel.format_currency(value)  # pass
