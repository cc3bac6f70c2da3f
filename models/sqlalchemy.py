"""Proof of sqlalchemy.toml."""

import sqlalchemy.orm
import sqlalchemy.ext.declarative
import sqlalchemy
import sqlalchemy.engine.base
import sqlalchemy.engine.result
import sqlalchemy.future
import sqlalchemy.orm.query
import sqlalchemy.orm.scoping
import sqlalchemy.orm.session
import sqlalchemy.dialects.mysql
import sqlalchemy.dialects.postgresql
import sqlalchemy.dialects.sqlite
import sqlalchemy.schema
import sqlalchemy.sql.sqltypes
import sqlalchemy.types
import sqlalchemy.sql.expression
from sqlalchemy import (
    DDL,
    Column,
    Table,
    TextClause,
    and_,
    bindparam,
    case,
    cast,
    column,
    create_engine,
    delete,
    engine_from_config,
    exists,
    func,
    insert,
    literal,
    literal_column,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import Session, create_session, mapped_column, scoped_session, sessionmaker

engine = create_engine("sqlite://")
table = Table("item", None)


def other_names(statement):
    sqlalchemy.sql.text(statement)  # alias; sink: sql
    sqlalchemy.sql.expression.text(statement)  # alias; sink: sql
    sqlalchemy.future.create_engine("sqlite://").execute(statement)  # alias; sink: sql
    sqlalchemy.engine.create_engine("sqlite://").execute(statement)  # alias; sink: sql
    sqlalchemy.engine.base.Engine().execute(statement)  # alias; sink: sql
    sqlalchemy.engine.result.Result().all()  # alias; source: stored
    sqlalchemy.schema.DDL(statement)  # alias; sink: sql
    sqlalchemy.orm.session.Session().execute(statement)  # alias; sink: sql
    sqlalchemy.orm.query.Query(None).all()  # alias; source: stored
    sqlalchemy.orm.scoping.scoped_session(None).execute(statement)  # alias; sink: sql


def engines(statement, settings):
    engine.execute(statement)  # sink: sql
    engine_from_config(settings).execute(statement)  # alias; sink: sql
    create_async_engine("sqlite://").execute(statement)  # alias; sink: sql
    AsyncEngine(None).execute(statement)  # alias; sink: sql
    engine.execution_options().execute(statement)  # alias; sink: sql
    engine.connect().engine.execute(statement)  # alias; sink: sql
    Session().bind.execute(statement)  # alias; sink: sql
    Session().get_bind().execute(statement)  # alias; sink: sql


def connections(statement):
    with engine.connect() as connection:  # alias
        connection.execute(statement)  # sink: sql
    with engine.begin() as connection:  # alias
        connection.execute(statement)  # sink: sql
    AsyncConnection(None).execute(statement)  # alias; sink: sql
    connection.execution_options().execute(statement)  # alias; sink: sql
    connection.connect().execute(statement)  # alias; sink: sql
    Session().connection().execute(statement)  # alias; sink: sql
    engine.raw_connection().cursor().execute(statement)  # alias
    connection.connection.cursor().execute(statement)  # alias


def sessions(statement):
    make = sessionmaker(engine)
    make().execute(statement)  # alias; sink: sql
    with make.begin() as session:
        session.execute(statement)  # alias; sink: sql
    scoped_session(make).execute(statement)  # alias; sink: sql
    scoped_session(make)().execute(statement)  # alias; sink: sql
    create_session(engine).execute(statement)  # alias; sink: sql


async def later(statement):
    make = async_sessionmaker(engine)
    await make().execute(statement)  # alias; sink: sql
    async with make.begin() as session:
        await session.execute(statement)  # alias; sink: sql
    await AsyncSession(engine).execute(statement)  # alias; sink: sql
    await session.stream(statement)  # sink: sql


def raw(statement, name):
    text(statement)  # sink: sql
    literal_column(name)  # sink: sql
    TextClause(statement)  # sink: sql
    DDL(statement)  # sink: sql
    column(name, is_literal=True)  # sink: sql


def executed(statement):
    engine.execute(statement)  # sink: sql
    engine.scalar(statement)  # sink: sql; source: stored
    connection = engine.connect()
    connection.execute(statement)  # sink: sql
    connection.scalar(statement)  # sink: sql; source: stored
    connection.scalars(statement)  # sink: sql
    connection.stream(statement)  # sink: sql
    connection.exec_driver_sql(statement)  # sink: sql
    session = Session()
    session.execute(statement)  # sink: sql
    session.scalar(statement)  # sink: sql; source: stored
    session.scalars(statement)  # sink: sql
    session.stream(statement)  # sink: sql


def pieces(statement, hint, operator):
    query = Session().query(table)
    query.from_statement(statement)  # sink: sql
    query.prefix_with(hint)  # sink: sql
    query.suffix_with(hint)  # sink: sql
    query.with_hint(table, hint)  # sink: sql
    select(table).prefix_with(hint)  # sink: sql
    select(table).suffix_with(hint)  # sink: sql
    select(table).with_statement_hint(hint)  # sink: sql
    select(table).with_hint(table, hint)  # sink: sql
    Column("name").op(operator)  # sink: sql


def bound(name):
    select(name)  # pass
    insert(name)  # pass
    update(name)  # pass
    delete(name)  # pass
    exists(name)  # pass
    and_(name)  # pass
    or_(name)  # pass
    not_(name)  # pass
    bindparam(name)  # pass
    literal(name)  # pass
    case(name)  # pass
    cast(name, None)  # pass
    func.lower(name)  # pass
    select(table).where(name)  # pass
    Column("name").like(name)  # pass
    Session().query(table).filter(name)  # pass


def chained(hint):
    select(table).with_statement_hint(hint)  # alias; sink: sql
    insert(table).with_statement_hint(hint)  # alias; sink: sql
    update(table).with_statement_hint(hint)  # alias; sink: sql
    delete(table).with_statement_hint(hint)  # alias; sink: sql
    text("SELECT 1").columns().with_statement_hint(hint)  # alias; sink: sql
    select(table).where(1).with_statement_hint(hint)  # alias; sink: sql
    table.select().with_statement_hint(hint)  # alias; sink: sql
    table.insert().with_statement_hint(hint)  # alias; sink: sql
    table.update().with_statement_hint(hint)  # alias; sink: sql
    table.delete().with_statement_hint(hint)  # alias; sink: sql
    table.c.name.op(hint)  # alias; sink: sql
    table.columns.name.op(hint)  # alias; sink: sql
    mapped_column("name").op(hint)  # alias; sink: sql
    Session().query(table).all()  # alias; source: stored
    Session().query(table).filter_by(id=1).all()  # alias; source: stored
    scoped_session(None).query_property().all()  # alias; source: stored


def results():
    engine.execute("SELECT 1").all()  # alias; source: stored
    connection = engine.connect()
    connection.execute("SELECT 1").fetchall()  # alias; source: stored
    connection.scalars("SELECT 1").first()  # alias; source: stored
    connection.stream("SELECT 1").fetchmany(2)  # alias; source: stored
    connection.exec_driver_sql("SELECT 1").fetchone()  # alias; source: stored
    session = Session()
    session.execute("SELECT 1").one()  # alias; source: stored
    session.scalars("SELECT 1").one_or_none()  # alias; source: stored
    session.stream("SELECT 1").partitions()  # alias; source: stored
    result = session.execute("SELECT 1")
    result.scalar()  # source: stored
    result.scalar_one()  # source: stored
    result.scalar_one_or_none()  # source: stored
    result.scalars().all()  # alias; source: stored
    result.mappings().all()  # alias; source: stored
    result.unique().all()  # alias; source: stored
    for row in result:  # source: stored
        str(row)
    session.get(table, 1)  # source: stored
    session.get_one(table, 1)  # source: stored


def queried():
    query = Session().query(table)
    query.all()  # source: stored
    query.first()  # source: stored
    query.get(1)  # source: stored
    query.one()  # source: stored
    query.one_or_none()  # source: stored
    query.scalar()  # source: stored
    query.values("name")  # source: stored
    for row in query:  # source: stored
        str(row)
    query.count()  # pass
    query.update({})  # pass
    query.delete()  # pass


def changes(item):
    session = Session()
    session.add(item)  # pass
    session.add_all([item])  # pass
    session.delete(item)  # pass
    session.flush()  # pass
    session.commit()  # pass
    session.rollback()  # pass
    session.refresh(item)  # pass
    session.merge(item)  # pass
    session.close()  # pass


def keep_password(statement, text):
    session = sqlalchemy.orm.Session()
    session.execute(statement, {"password": text})  # sink: password-store


import sqlalchemy.ext.declarative
import sqlalchemy.orm

ModelBase = sqlalchemy.orm.declarative_base()
OldBase = sqlalchemy.ext.declarative.declarative_base()  # alias


class Holder(ModelBase):
    password = None


class NewHolder(sqlalchemy.orm.DeclarativeBase):
    password = None


def hold(text):
    holder = Holder()
    holder.password = text  # sink: password-store
    holder.password_hash = text  # sink: password-store
    holder.hashed_password = text  # sink: password-store
    other = NewHolder()
    other.password = text  # sink: password-store
    other.password_hash = text  # sink: password-store
    other.hashed_password = text  # sink: password-store


class C30334(sqlalchemy.orm.DeclarativeBase):  # role
    pass


class C334730(sqlalchemy.orm.declarative_base()):  # role
    pass


class C458706(sqlalchemy.ext.declarative.declarative_base()):  # role
    pass


def rows_and_columns(value, engine):
    sqlalchemy.select(Holder)  # role
    sqlalchemy.insert(Holder).values({"name": value}).returning()  # role; pass; alias
    sqlalchemy.update(Holder)  # role
    sqlalchemy.text("SELECT 1").columns()  # role
    session = sqlalchemy.orm.Session()
    session.query(Holder).filter_by(id=1).all()  # role
    session.query(Holder).update({"name": value})  # role
    session.get(Holder, 1)  # role
    session.get_one(Holder, 1)  # role
    session.execute(sqlalchemy.select(Holder)).scalars().all()  # role
    session.execute(sqlalchemy.insert(Holder), {"name": value})  # role
    session.execute("INSERT INTO holder (name) VALUES (:name)", {"name": value})  # role
    session.scalars(sqlalchemy.select(Holder)).unique()  # role
    session.stream("SELECT name FROM holder")  # role
    session.scalar("SELECT name FROM holder")  # role
    session.bulk_insert_mappings(Holder, [{"name": value}])  # role
    session.bulk_update_mappings(Holder, [{"name": value}])  # role
    session.execute("SELECT name FROM holder").mappings()  # role
    session.execute("SELECT name FROM holder").fetchall()  # role
    session.execute("SELECT name FROM holder").fetchmany(2)  # role
    session.execute("SELECT name FROM holder").partitions()  # role
    bound = sqlalchemy.Engine()
    bound.execute(sqlalchemy.insert(Holder), {"name": value})  # role
    bound.scalar("SELECT name FROM holder")  # role
    connection = sqlalchemy.Connection()
    connection.execute(sqlalchemy.insert(Holder), {"name": value})  # role
    connection.scalars("SELECT name FROM holder")  # role
    connection.stream("SELECT name FROM holder")  # role
    connection.scalar("SELECT name FROM holder")  # role
    connection.exec_driver_sql("INSERT INTO holder (name) VALUES (?)", (value,))  # role


def columns():
    sqlalchemy.BigInteger  # role
    sqlalchemy.Boolean  # role
    sqlalchemy.Date  # role
    sqlalchemy.DateTime  # role
    sqlalchemy.Double  # role
    sqlalchemy.Float  # role
    sqlalchemy.Integer  # role
    sqlalchemy.Interval  # role
    sqlalchemy.Numeric  # role
    sqlalchemy.SmallInteger  # role
    sqlalchemy.Time  # role
    sqlalchemy.Uuid  # role
    sqlalchemy.BIGINT  # role
    sqlalchemy.BOOLEAN  # role
    sqlalchemy.DATE  # role
    sqlalchemy.DATETIME  # role
    sqlalchemy.DECIMAL  # role
    sqlalchemy.DOUBLE  # role
    sqlalchemy.FLOAT  # role
    sqlalchemy.INT  # role
    sqlalchemy.INTEGER  # role
    sqlalchemy.NUMERIC  # role
    sqlalchemy.REAL  # role
    sqlalchemy.SMALLINT  # role
    sqlalchemy.TIME  # role
    sqlalchemy.TIMESTAMP  # role
    sqlalchemy.UUID  # role
    sqlalchemy.dialects.postgresql.DATE  # role
    sqlalchemy.dialects.postgresql.INTERVAL  # role
    sqlalchemy.dialects.postgresql.TIMESTAMP  # role
    sqlalchemy.dialects.postgresql.UUID  # role
    sqlalchemy.types.Integer  # role; alias
    sqlalchemy.sql.sqltypes.Integer  # role; alias


def inserts(value):
    sqlalchemy.dialects.mysql.insert(value)  # alias
    sqlalchemy.dialects.postgresql.insert(value)  # alias
    sqlalchemy.dialects.sqlite.insert(value)  # alias
