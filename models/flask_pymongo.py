"""Proof of flask_pymongo.toml."""

from flask_pymongo import PyMongo

mongo = PyMongo()


def queries(document):
    mongo.db.items.find_one(document)  # alias
    mongo.cx.shop.items.find_one(document)  # alias
    mongo.db.items.find_one_or_404(document)  # sink: nosql; source: stored


def files(name, upload):
    mongo.save_file(name, upload)  # pass
    return mongo.send_file(name)  # pass
