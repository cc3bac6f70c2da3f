"""Proof of MySQLdb.toml."""

import MySQLdb
import MySQLdb.connections
import MySQLdb.cursors


def connections(statement):
    MySQLdb.connect("db").query(statement)  # alias
    MySQLdb.Connect("db").query(statement)  # alias
    MySQLdb.Connection("db").query(statement)  # alias
    MySQLdb.connections.Connection("db").query(statement)  # alias


def cursors(connection, statement):
    MySQLdb.cursors.Cursor(connection).execute(statement)  # alias
    MySQLdb.cursors.DictCursor(connection).execute(statement)  # alias
    MySQLdb.cursors.SSCursor(connection).execute(statement)  # alias
    MySQLdb.cursors.SSDictCursor(connection).execute(statement)  # alias


def passwords(password):
    MySQLdb.connect("db", "shop", password)  # sink: password
    MySQLdb.Connect("db", "shop", passwd=password)  # sink: password
    MySQLdb.Connection("db", "shop", password=password)  # sink: password
    MySQLdb.connections.Connection("db", "shop", password)  # sink: password


def quoted(name):
    MySQLdb.escape_string(name)  # clean: sql
    MySQLdb.connect("db").escape_string(name)  # clean: sql
    MySQLdb.connect("db").escape(name)  # clean: sql
    MySQLdb.connect("db").literal(name)  # clean: sql
    MySQLdb.connect("db").string_literal(name)  # clean: sql
