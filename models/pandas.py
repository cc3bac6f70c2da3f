"""Proof of pandas.toml."""

import pandas


def loaded(value):
    pandas.read_pickle(value)  # sink: deserialize
    pandas.read_csv(value)  # sink: path
    pandas.read_excel(value)  # sink: path
    pandas.read_json(value)  # sink: path
    pandas.read_html(value)  # sink: path
    pandas.read_xml(value)  # sink: path
    pandas.read_pickle(value)  # sink: path
    pandas.read_parquet(value)  # sink: path
    pandas.read_table(value)  # sink: path
    pandas.read_sql(value)  # sink: sql
    pandas.read_sql_query(value)  # sink: sql
    pandas.read_sql()  # source: stored
    pandas.read_sql_query()  # source: stored
    pandas.read_sql_table()  # source: stored


def evaluated(value):
    pandas.eval(value)  # sink: code
    pandas.DataFrame().eval(value)  # sink: code
    pandas.DataFrame().query(value)  # sink: code


def drawn():
    pandas.DataFrame().to_html()  # pass
    pandas.read_csv().query("a > 1")  # alias
    pandas.read_excel().query("a > 1")  # alias
    pandas.read_sql().query("a > 1")  # alias
