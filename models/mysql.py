"""Proof of mysql.toml."""

import mysql.connector
import mysql.connector.connection
import mysql.connector.pooling


def connections(statement):
    mysql.connector.connect(host="db").cmd_query(statement)  # alias; sink: sql
    mysql.connector.connect(host="db").cmd_query_iter(statement)  # sink: sql
    mysql.connector.MySQLConnection(host="db").cmd_query(statement)  # alias; sink: sql
    mysql.connector.CMySQLConnection(host="db").cmd_query(statement)  # alias; sink: sql
    mysql.connector.connection.MySQLConnection(host="db").cmd_query(statement)  # alias; sink: sql
    pool = mysql.connector.pooling.MySQLConnectionPool(pool_size=2)
    pool.get_connection().cmd_query(statement)  # alias; sink: sql


def passwords(password):
    mysql.connector.connect(host="db", password=password)  # sink: password
    mysql.connector.MySQLConnection(host="db", password=password)  # sink: password
    mysql.connector.CMySQLConnection(host="db", password=password)  # sink: password
    mysql.connector.connection.MySQLConnection(host="db", passwd=password)  # sink: password
    mysql.connector.pooling.MySQLConnectionPool(host="db", password=password)  # sink: password


def quoted(name):
    connection = mysql.connector.connect(host="db")
    return connection.converter.escape(name)  # clean: sql
