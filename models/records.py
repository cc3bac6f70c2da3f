"""Proof of records.toml."""

import records


def executed(value):
    records.Database().query(value)  # sink: sql
    records.Database().bulk_query(value)  # sink: sql
    records.Connection().query(value)  # sink: sql
    records.Database().query()  # source: stored
    records.Connection().query()  # source: stored
