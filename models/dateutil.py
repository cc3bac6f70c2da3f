"""Proof of dateutil.toml."""

import dateutil.parser


def dates(value):
    dateutil.parser.parse(value)  # pass
    dateutil.parser.isoparse(value)  # pass
