"""Proof of peewee.toml."""

import peewee
import playhouse.db_url
import playhouse.pool
import playhouse.postgres_ext
import playhouse.sqlite_ext


def raw(value):
    peewee.SQL(value)  # sink: sql
    peewee.RawQuery(value)  # sink: sql
    peewee.Model.raw(value)  # sink: sql
    peewee.Database().execute_sql(value)  # sink: sql


def databases(value):
    peewee.SqliteDatabase("shop").execute_sql("SELECT 1")  # alias
    peewee.MySQLDatabase("shop").execute_sql("SELECT 1")  # alias
    peewee.PostgresqlDatabase("shop").execute_sql("SELECT 1")  # alias
    peewee.DatabaseProxy().execute_sql("SELECT 1")  # alias
    playhouse.pool.PooledMySQLDatabase("shop").execute_sql("SELECT 1")  # alias
    playhouse.pool.PooledPostgresqlDatabase("shop").execute_sql("SELECT 1")  # alias
    playhouse.pool.PooledSqliteDatabase("shop.db").execute_sql("SELECT 1")  # alias
    playhouse.postgres_ext.PostgresqlExtDatabase("shop").execute_sql("SELECT 1")  # alias
    playhouse.sqlite_ext.SqliteExtDatabase("shop.db").execute_sql("SELECT 1")  # alias
    playhouse.db_url.connect("sqlite:///shop.db").execute_sql("SELECT 1")  # alias
    peewee.Database().execute_sql().fetchone()  # alias
    peewee.MySQLDatabase(password=value)  # sink: password
    peewee.PostgresqlDatabase(password=value)  # sink: password


def rows():
    peewee.Model.get()  # source: stored
    peewee.Model.get_or_none()  # source: stored
    peewee.Model.get_by_id()  # source: stored
    peewee.Model.select().first()  # source: stored
    peewee.Model.select().get()  # source: stored


class C123768(peewee.Model):  # role
    pass


def columns():
    peewee.AutoField  # role
    peewee.BigAutoField  # role
    peewee.BigIntegerField  # role
    peewee.BinaryUUIDField  # role
    peewee.BooleanField  # role
    peewee.DateField  # role
    peewee.DateTimeField  # role
    peewee.DecimalField  # role
    peewee.DoubleField  # role
    peewee.FloatField  # role
    peewee.IPField  # role
    peewee.IntegerField  # role
    peewee.SmallIntegerField  # role
    peewee.TimeField  # role
    peewee.TimestampField  # role
    peewee.UUIDField  # role
