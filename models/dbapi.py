"""Proof of dbapi.toml."""

import psycopg2


def with_values(statement, values):
    connection = psycopg2.connect("dbname=shop")
    connection.execute(statement, values)  # sink: sql; sink: password-store
    connection.cursor().execute(statement, values)  # sink: sql; sink: password-store


def by_cursor(statement, name):
    connection = psycopg2.connect("dbname=shop")
    cursor = connection.cursor()
    cursor.execute(statement)  # sink: sql
    cursor.executemany(statement, [])  # sink: sql
    cursor.executescript(statement)  # sink: sql
    cursor.mogrify(statement)  # sink: sql
    cursor.callproc(name)  # sink: sql
    cursor.fetchone()  # source: stored
    cursor.fetchmany(2)  # source: stored
    cursor.fetchall()  # source: stored
    for row in cursor:  # source: stored
        str(row)
    cursor.execute(statement).fetchone()  # alias; sink: sql
    cursor.connection.execute(statement)  # alias; sink: sql
    cursor.nextset()  # pass
    cursor.close()  # pass


def by_connection(statement):
    connection = psycopg2.connect("dbname=shop")
    connection.execute(statement).fetchall()  # sink: sql; alias; source: stored
    connection.executemany(statement, [])  # sink: sql
    connection.query(statement)  # sink: sql
    connection.commit()  # pass
    connection.rollback()  # pass
    connection.close()  # pass


def by_name(cursor, session, statement):
    cursor.execute(statement)  # sink: sql
    cursor.executemany(statement, [])  # sink: sql
    cursor.executescript(statement)  # sink: sql
    cursor.mogrify(statement)  # sink: sql
    cursor.exec_driver_sql(statement)  # sink: sql
    session.execute(statement)  # sink: sql
    session.scalar(statement)  # sink: sql
    session.scalars(statement)  # sink: sql
    cursor.fetchone()  # source: stored
    cursor.fetchmany(2)  # source: stored
    cursor.fetchall()  # source: stored


def columns(value):
    connection = psycopg2.connect("dbname=shop")
    connection.execute("INSERT INTO tea (name) VALUES (%s)", (value,))  # role
    connection.executemany("INSERT INTO tea (name) VALUES (%s)", [(value,)])  # role
    cursor = connection.cursor()
    cursor.execute("INSERT INTO tea (name) VALUES (%s)", (value,))  # role
    cursor.executemany("INSERT INTO tea (name) VALUES (%s)", [(value,)])  # role
    cursor.execute("SELECT name FROM tea")
    cursor.fetchall()  # role
    cursor.fetchmany(2)  # role
