"""Proof of flask_sqlalchemy.toml."""

import flask_sqlalchemy
import flask_sqlalchemy.extension
import flask_sqlalchemy.query
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Item(db.Model):
    name = db.Column(db.String)


def executed(statement):
    db.session.execute(statement)  # alias; sink: sql
    db.create_scoped_session().execute(statement)  # alias; sink: sql
    db.engine.execute(statement)  # alias; sink: sql
    db.engines["other"].execute(statement)  # alias; sink: sql
    db.get_engine().execute(statement)  # alias; sink: sql
    flask_sqlalchemy.extension.SQLAlchemy().session.execute(statement)  # alias; sink: sql


def queried():
    Item.query.all()  # alias; source: stored
    db.Query(Item).all()  # alias; source: stored
    flask_sqlalchemy.BaseQuery(Item).all()  # alias; source: stored
    flask_sqlalchemy.query.Query(Item).all()  # alias; source: stored


def raw(statement, name):
    db.text(statement)  # alias; sink: sql
    db.literal_column(name)  # alias; sink: sql
    db.DDL(statement)  # alias; sink: sql
    db.column(name, is_literal=True)  # alias; sink: sql
    db.Column("name").op(name)  # alias; sink: sql
    db.mapped_column("name").op(name)  # alias; sink: sql
    db.Table("item").select().with_statement_hint(name)  # alias; sink: sql
    db.select(Item).with_statement_hint(name)  # alias; sink: sql
    db.insert(Item).with_statement_hint(name)  # alias; sink: sql
    db.update(Item).with_statement_hint(name)  # alias; sink: sql
    db.delete(Item).with_statement_hint(name)  # alias; sink: sql


def bound(name):
    db.func.lower(name)  # alias; pass
    db.and_(name)  # alias; pass
    db.or_(name)  # alias; pass
    db.not_(name)  # alias; pass
    db.cast(name, None)  # alias; pass


def one_or_nothing():
    Item.query.first_or_404()  # source: stored
    Item.query.get_or_404(1)  # source: stored
    Item.query.one_or_404()  # source: stored
    Item.query.paginate()  # source: stored
    db.first_or_404(db.select(Item))  # source: stored
    db.get_or_404(Item, 1)  # source: stored
    db.one_or_404(db.select(Item))  # source: stored
    db.paginate(db.select(Item))  # source: stored
