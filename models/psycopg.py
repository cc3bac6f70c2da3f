"""Proof of psycopg.toml."""

import psycopg
import psycopg_pool
from psycopg import sql


def connections(statement):
    psycopg.connect("dbname=shop").execute(statement)  # alias
    psycopg.Connection("dbname=shop").execute(statement)  # alias
    psycopg.Connection.connect("dbname=shop").execute(statement)  # alias
    psycopg_pool.ConnectionPool("dbname=shop").getconn().execute(statement)  # alias
    psycopg_pool.NullConnectionPool("dbname=shop").getconn().execute(statement)  # alias
    with psycopg_pool.ConnectionPool("dbname=shop").connection() as connection:
        connection.execute(statement)  # alias


async def later(statement):
    connection = await psycopg.AsyncConnection.connect("dbname=shop")
    await connection.execute(statement)  # alias
    await psycopg.AsyncConnection("dbname=shop").execute(statement)  # alias
    async with psycopg_pool.AsyncConnectionPool("dbname=shop").connection() as other:  # alias
        await other.execute(statement)


def cursors(connection, statement):
    psycopg.Cursor(connection).execute(statement)  # alias
    psycopg.AsyncCursor(connection).execute(statement)  # alias
    psycopg.ClientCursor(connection).execute(statement)  # alias
    psycopg.ServerCursor(connection, "name").execute(statement)  # alias


def passwords(password):
    psycopg.connect(dbname="shop", password=password)  # sink: password
    psycopg.Connection.connect(dbname="shop", password=password)  # sink: password
    psycopg.AsyncConnection.connect(dbname="shop", password=password)  # sink: password


def bulk(statement):
    cursor = psycopg.connect("dbname=shop").cursor()
    cursor.stream(statement)  # sink: sql; source: stored
    cursor.copy(statement)  # sink: sql


def composed(name, text):
    sql.SQL(text)  # sink: sql
    sql.Identifier(name)  # clean: sql
    sql.Literal(name)  # clean: sql
    sql.Placeholder(name)  # clean: sql
    sql.quote(name)  # clean: sql
    statement = sql.SQL("SELECT {}").format(sql.Identifier(name))  # pass
    columns = sql.SQL(", ").join([sql.Identifier(name)])  # pass
    both = sql.Composed([statement, columns])  # pass
    both.join(", ").as_string(None)  # pass; alias
    statement.as_string(None)  # pass; alias
    columns.as_string(None)  # pass; alias
    return sql.SQL("SELECT 1").as_string(None)  # pass
