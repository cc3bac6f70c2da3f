"""Proof of pymysql.toml."""

import pymysql
import pymysql.connections
import pymysql.converters
import pymysql.cursors


def connections(statement):
    pymysql.connect(host="db").query(statement)  # alias
    pymysql.Connect(host="db").query(statement)  # alias
    pymysql.Connection(host="db").query(statement)  # alias
    pymysql.connections.Connection(host="db").query(statement)  # alias


def cursors(connection, statement):
    pymysql.cursors.Cursor(connection).execute(statement)  # alias
    pymysql.cursors.DictCursor(connection).execute(statement)  # alias
    pymysql.cursors.SSCursor(connection).execute(statement)  # alias
    pymysql.cursors.SSDictCursor(connection).execute(statement)  # alias


def passwords(password):
    pymysql.connect(host="db", password=password)  # sink: password
    pymysql.Connect(host="db", passwd=password)  # sink: password
    pymysql.Connection(host="db", password=password)  # sink: password
    pymysql.connections.Connection(host="db", password=password)  # sink: password


def quoted(name):
    pymysql.converters.escape_string(name)  # clean: sql
    pymysql.escape_string(name)  # clean: sql
    pymysql.connect(host="db").escape_string(name)  # clean: sql
    pymysql.connect(host="db").escape(name)  # clean: sql
    pymysql.connect(host="db").literal(name)  # clean: sql
