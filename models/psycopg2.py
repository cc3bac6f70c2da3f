"""Proof of psycopg2.toml."""

import psycopg2
import psycopg2.extensions
import psycopg2.extras
import psycopg2.pool
from psycopg2 import sql


def connections(statement):
    psycopg2.connect("dbname=shop").query(statement)  # alias
    psycopg2.extensions.connection("dbname=shop").query(statement)  # alias
    psycopg2.extras.LoggingConnection("dbname=shop").query(statement)  # alias
    psycopg2.pool.SimpleConnectionPool(1, 2).getconn().query(statement)  # alias
    psycopg2.pool.ThreadedConnectionPool(1, 2).getconn().query(statement)  # alias
    psycopg2.pool.PersistentConnectionPool(1, 2).getconn().query(statement)  # alias


def cursors(connection, statement):
    psycopg2.extensions.cursor(connection).execute(statement)  # alias
    psycopg2.extras.DictCursor(connection).execute(statement)  # alias
    psycopg2.extras.RealDictCursor(connection).execute(statement)  # alias
    psycopg2.extras.NamedTupleCursor(connection).execute(statement)  # alias


def passwords(password):
    psycopg2.connect(dbname="shop", password=password)  # sink: password
    psycopg2.pool.SimpleConnectionPool(1, 2, password=password)  # sink: password


def bulk(statement, template, table, stream):
    cursor = psycopg2.connect("dbname=shop").cursor()
    psycopg2.extras.execute_values(cursor, statement, [])  # sink: sql
    psycopg2.extras.execute_batch(cursor, statement, [])  # sink: sql
    psycopg2.extras.execute_values(cursor, "", [], template)  # sink: sql
    cursor.copy_expert(statement, stream)  # sink: sql
    cursor.copy_from(stream, table)  # sink: sql
    cursor.copy_to(stream, table)  # sink: sql


def composed(name, text):
    sql.SQL(text)  # sink: sql
    psycopg2.extensions.AsIs(text)  # sink: sql
    sql.Identifier(name)  # clean: sql
    sql.Literal(name)  # clean: sql
    sql.Placeholder(name)  # clean: sql
    statement = sql.SQL("SELECT {}").format(sql.Identifier(name))  # pass
    columns = sql.SQL(", ").join([sql.Identifier(name)])  # pass
    both = sql.Composed([statement, columns])  # pass
    both.join(", ").as_string(None)  # pass; alias
    statement.as_string(None)  # pass; alias
    columns.as_string(None)  # pass; alias
    return sql.SQL("SELECT 1").as_string(None)  # pass


def quoted(name, connection):
    psycopg2.extensions.quote_ident(name, connection)  # clean: sql
    psycopg2.extensions.adapt(name)  # clean: sql
    psycopg2.extras.Json(name)  # pass
    psycopg2.Binary(name)  # pass
