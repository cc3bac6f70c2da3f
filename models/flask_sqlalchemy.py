"""Proof of flask_sqlalchemy.toml."""

import flask_sqlalchemy
import flask_sqlalchemy.extension
import flask_sqlalchemy.query
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Item(db.Model):
    name = db.Column(db.String)


def executed(statement):
    db.session.execute(statement)  # alias
    db.create_scoped_session().execute(statement)  # alias
    db.engine.execute(statement)  # alias
    db.engines["other"].execute(statement)  # alias
    db.get_engine().execute(statement)  # alias
    flask_sqlalchemy.extension.SQLAlchemy().session.execute(statement)  # alias


def queried():
    Item.query.all()  # alias
    db.Query(Item).all()  # alias
    flask_sqlalchemy.BaseQuery(Item).all()  # alias
    flask_sqlalchemy.query.Query(Item).all()  # alias


def raw(statement, name):
    db.text(statement)  # alias
    db.literal_column(name)  # alias
    db.DDL(statement)  # alias
    db.column(name, is_literal=True)  # alias
    db.Column("name").op(name)  # alias
    db.mapped_column("name").op(name)  # alias
    db.Table("item").select().with_statement_hint(name)  # alias
    db.select(Item).with_statement_hint(name)  # alias
    db.insert(Item).with_statement_hint(name)  # alias
    db.update(Item).with_statement_hint(name)  # alias
    db.delete(Item).with_statement_hint(name)  # alias


def bound(name):
    db.func.lower(name)  # alias
    db.and_(name)  # alias
    db.or_(name)  # alias
    db.not_(name)  # alias
    db.cast(name, None)  # alias


def one_or_nothing():
    Item.query.first_or_404()  # source: stored
    Item.query.get_or_404(1)  # source: stored
    Item.query.one_or_404()  # source: stored
    Item.query.paginate()  # source: stored
    db.first_or_404(db.select(Item))  # source: stored
    db.get_or_404(Item, 1)  # source: stored
    db.one_or_404(db.select(Item))  # source: stored
    db.paginate(db.select(Item))  # source: stored


def keep(text):
    import flask_sqlalchemy

    database = flask_sqlalchemy.SQLAlchemy()

    class Member(database.Model):
        name = None

    member = Member(password=text)  # sink: password-store
    member.password_hash = text  # sink: password-store
    member.hashed_password = text  # sink: password-store
    return member


def roles(view, app):
    flask_sqlalchemy.SQLAlchemy(view)  # role
    flask_sqlalchemy.SQLAlchemy().init_app(view)  # role


class C354762(flask_sqlalchemy.SQLAlchemy().Model):  # role
    pass


def rows():
    database = flask_sqlalchemy.SQLAlchemy()

    class Row(database.Model):
        name = None

    database.first_or_404(Row)  # role
    database.get_or_404(Row, 1)  # role
    database.one_or_404(Row)  # role
    database.paginate(Row)  # role
    return Row.query.paginate()  # role


def columns():
    flask_sqlalchemy.SQLAlchemy().BigInteger  # role
    flask_sqlalchemy.SQLAlchemy().Boolean  # role
    flask_sqlalchemy.SQLAlchemy().Date  # role
    flask_sqlalchemy.SQLAlchemy().DateTime  # role
    flask_sqlalchemy.SQLAlchemy().Double  # role
    flask_sqlalchemy.SQLAlchemy().Float  # role
    flask_sqlalchemy.SQLAlchemy().Integer  # role
    flask_sqlalchemy.SQLAlchemy().Interval  # role
    flask_sqlalchemy.SQLAlchemy().Numeric  # role
    flask_sqlalchemy.SQLAlchemy().SmallInteger  # role
    flask_sqlalchemy.SQLAlchemy().Time  # role
    flask_sqlalchemy.SQLAlchemy().Uuid  # role
    flask_sqlalchemy.SQLAlchemy().BIGINT  # role
    flask_sqlalchemy.SQLAlchemy().BOOLEAN  # role
    flask_sqlalchemy.SQLAlchemy().DATE  # role
    flask_sqlalchemy.SQLAlchemy().DATETIME  # role
    flask_sqlalchemy.SQLAlchemy().DECIMAL  # role
    flask_sqlalchemy.SQLAlchemy().DOUBLE  # role
    flask_sqlalchemy.SQLAlchemy().FLOAT  # role
    flask_sqlalchemy.SQLAlchemy().INT  # role
    flask_sqlalchemy.SQLAlchemy().INTEGER  # role
    flask_sqlalchemy.SQLAlchemy().NUMERIC  # role
    flask_sqlalchemy.SQLAlchemy().REAL  # role
    flask_sqlalchemy.SQLAlchemy().SMALLINT  # role
    flask_sqlalchemy.SQLAlchemy().TIME  # role
    flask_sqlalchemy.SQLAlchemy().TIMESTAMP  # role
    flask_sqlalchemy.SQLAlchemy().UUID  # role
