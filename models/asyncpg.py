"""Proof of asyncpg.toml."""

import asyncpg


def executed(value):
    asyncpg.Connection().execute(value)  # sink: sql
    asyncpg.Connection().executemany(value)  # sink: sql
    asyncpg.Connection().fetch(value)  # sink: sql
    asyncpg.Connection().fetchrow(value)  # sink: sql
    asyncpg.Connection().fetchval(value)  # sink: sql
    asyncpg.Connection().cursor(value)  # sink: sql
    asyncpg.Connection().prepare(value)  # sink: sql
    asyncpg.Connection().fetch()  # source: stored
    asyncpg.Connection().fetchrow()  # source: stored
    asyncpg.Connection().fetchval()  # source: stored


def connections(value):
    asyncpg.connect().execute("SELECT 1")  # alias
    asyncpg.create_pool().execute("SELECT 1")  # alias
    asyncpg.create_pool().acquire().execute("SELECT 1")  # alias
    asyncpg.connect(password=value)  # sink: password
    asyncpg.create_pool(password=value)  # sink: password
