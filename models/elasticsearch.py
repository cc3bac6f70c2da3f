"""Proof of elasticsearch.toml."""

import elasticsearch


def queries(value):
    elasticsearch.Elasticsearch().search(body=value)  # sink: nosql
    elasticsearch.Elasticsearch().count(body=value)  # sink: nosql
    elasticsearch.Elasticsearch().delete_by_query(body=value)  # sink: nosql
    elasticsearch.Elasticsearch().update_by_query(body=value)  # sink: nosql
    elasticsearch.Elasticsearch().search()  # source: stored
    elasticsearch.Elasticsearch().get()  # source: stored
