"""The SQLite database: one connection for each request."""

import os
import sqlite3

from flask import current_app, g

TEAS = [
    ("Harbour Breakfast", "Assam", 520),
    ("First Flush", "Darjeeling", 1150),
    ("Smoked Pine", "Fujian", 890),
    ("Morning Mist", "Uji", 1420),
]


def get_db():
    """The connection of this request."""
    if "db" not in g:
        g.db = sqlite3.connect(current_app.config["DATABASE"])
        g.db.row_factory = sqlite3.Row
    return g.db


def find_all(statement, values=()):
    """Every row that a statement selects."""
    db = get_db()
    return db.execute(statement, values).fetchall()


def find_one(statement, values=()):
    """The first row that a statement selects, or None."""
    db = get_db()
    return db.execute(statement, values).fetchone()


def change(statement, values=()):
    """Run a statement that writes, and return the id of a new row."""
    db = get_db()
    cursor = db.execute(statement, values)
    db.commit()
    return cursor.lastrowid


def close_db(error=None):
    """Close the connection when the request is over."""
    db = g.pop("db", None)
    if db is not None:
        db.close()


def prepare(app):
    """Create the tables and the teas where there is no database yet."""
    if os.path.exists(app.config["DATABASE"]):
        return
    with app.app_context():
        db = get_db()
        with app.open_resource("schema.sql") as schema:
            db.executescript(schema.read().decode())
        for tea in TEAS:
            db.execute("INSERT INTO tea (name, origin, price) VALUES (?, ?, ?)", tea)
        db.commit()
