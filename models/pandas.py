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
    pandas.read_json().query("a > 1")  # alias
    pandas.read_parquet().query("a > 1")  # alias
    pandas.read_sql().query("a > 1")  # alias
    pandas.read_sql_query().query("a > 1")  # alias
    pandas.read_sql_table().query("a > 1")  # alias
    pandas.read_table().query("a > 1")  # alias
    pandas.DataFrame.from_dict().query("a > 1")  # alias
    pandas.DataFrame.from_records().query("a > 1")  # alias
    pandas.DataFrame().copy().eval("a > 1")  # alias
    pandas.DataFrame().dropna().eval("a > 1")  # alias
    pandas.DataFrame().fillna().eval("a > 1")  # alias
    pandas.DataFrame().head().eval("a > 1")  # alias
    pandas.DataFrame().merge().eval("a > 1")  # alias
    pandas.DataFrame().query().eval("a > 1")  # alias
    pandas.DataFrame().reset_index().eval("a > 1")  # alias
    pandas.DataFrame().sort_values().eval("a > 1")  # alias
    pandas.DataFrame().tail().eval("a > 1")  # alias
