"""Proof of sqlite3.toml."""

import sqlite3
import sqlite3.dbapi2

import pysqlite2.dbapi2
import pysqlite3


def open_database(name):
    sqlite3.connect(name).close()  # sink: path; alias; pass
    sqlite3.Connection(name)  # sink: path
    sqlite3.dbapi2.connect(name)  # alias
    pysqlite2.dbapi2.connect(name)  # alias
    pysqlite3.connect(name)  # alias


def ask(statement, values):
    connection = sqlite3.connect("shop.db")
    connection.execute(statement, values)  # sink: sql
    connection.executemany(statement, values)  # sink: sql
    connection.executescript(statement)  # sink: sql
    connection.commit()  # pass
    connection.rollback()  # pass
    cursor = connection.cursor()
    cursor.execute(statement, values)  # sink: sql; alias
    cursor.executemany(statement, values)  # sink: sql
    cursor.executescript(statement)  # sink: sql
    cursor.connection.commit()  # alias
    cursor.close()  # pass
    sqlite3.complete_statement(statement)  # pass


def rows(statement):
    connection = sqlite3.connect("shop.db")
    connection.execute(statement).fetchone()  # alias; source: stored
    connection.executemany(statement, []).fetchmany(5)  # alias; source: stored
    connection.executescript(statement).fetchall()  # alias; source: stored
    cursor = connection.cursor()
    cursor.execute(statement).fetchall()  # alias
    cursor.executemany(statement, []).fetchall()  # alias
    cursor.executescript(statement).fetchall()  # alias
    for row in cursor:  # source: stored
        print(row)


def extend(name):
    connection = sqlite3.connect("shop.db")
    connection.load_extension(name)  # sink: program
    connection.create_function("twice", 1, lambda value: value * 2)  # callback


def with_values(statement, values):
    connection = sqlite3.connect("shop.db")
    connection.execute(statement, values)  # sink: sql; sink: password-store
    connection.cursor().execute(statement, values)  # sink: sql; sink: password-store


def columns(value):
    connection = sqlite3.connect("shop.db")
    connection.execute("INSERT INTO tea (name) VALUES (?)", (value,))  # role
    connection.executemany("INSERT INTO tea (name) VALUES (?)", [(value,)])  # role
    cursor = connection.cursor()
    cursor.execute("INSERT INTO tea (name) VALUES (?)", (value,))  # role
    cursor.executemany("INSERT INTO tea (name) VALUES (?)", [(value,)])  # role
    cursor.execute("SELECT name FROM tea").fetchall()  # role
    cursor.fetchmany(2)  # role
