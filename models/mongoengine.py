"""Proof of mongoengine.toml."""

import flask_mongoengine
import mongoengine

db = flask_mongoengine.MongoEngine()


class Item(mongoengine.Document):
    pass


class Open(mongoengine.DynamicDocument):
    pass


class Other(flask_mongoengine.Document):
    pass


class Third(db.Document):
    pass


class Fourth(db.DynamicDocument):
    pass


def queries(document, code):
    Item.objects(__raw__=document)  # sink: nosql
    Open.objects(__raw__=document)  # alias; sink: nosql
    Other.objects(__raw__=document)  # alias; sink: nosql
    Third.objects(__raw__=document)  # alias; sink: nosql
    Fourth.objects(__raw__=document)  # alias; sink: nosql
    Item.objects.filter(__raw__=document)  # sink: nosql
    Item.objects().filter(__raw__=document)  # sink: nosql
    Item.objects.aggregate([document])  # sink: nosql
    Item.objects().aggregate([document])  # sink: nosql
    Item.objects.exec_js(code)  # sink: nosql-code
    Item.objects.where(code)  # sink: nosql-code
    Item.objects().exec_js(code)  # sink: nosql-code
    Item.objects().where(code)  # sink: nosql-code


def results():
    Item.objects.first()  # source: stored
    Item.objects.get(name="a")  # source: stored
    Item.objects(name="a").first()  # source: stored
    Item.objects(name="a").get()  # source: stored
    for item in Item.objects:  # source: stored
        str(item)
    for item in Item.objects(name="a"):  # source: stored
        str(item)


class C206779(mongoengine.Document):  # role
    pass


class C277724(mongoengine.DynamicDocument):  # role
    pass


class C286973(mongoengine.EmbeddedDocument):  # role
    pass


def columns():
    mongoengine.BooleanField  # role
    mongoengine.DateField  # role
    mongoengine.DateTimeField  # role
    mongoengine.Decimal128Field  # role
    mongoengine.DecimalField  # role
    mongoengine.FloatField  # role
    mongoengine.IntField  # role
    mongoengine.LongField  # role
    mongoengine.ObjectIdField  # role
    mongoengine.SequenceField  # role
    mongoengine.UUIDField  # role
