"""Proof of pymongo.toml."""

import bson
import bson.code
import bson.json_util
import bson.objectid
import motor.motor_asyncio
import motor.motor_tornado
import pymongo
import pymongo.mongo_client

client = pymongo.MongoClient()


def clients(document):
    pymongo.AsyncMongoClient().shop.items.find_one(document)  # alias; sink: nosql
    pymongo.mongo_client.MongoClient().shop.items.find_one(document)  # alias; sink: nosql
    motor.motor_asyncio.AsyncIOMotorClient().shop.items.find_one(document)  # alias; sink: nosql
    motor.motor_tornado.MotorClient().shop.items.find_one(document)  # alias; sink: nosql


def databases(document):
    client.shop.items.find_one(document)  # alias; sink: nosql
    client["shop"].items.find_one(document)  # alias; sink: nosql
    client.get_database("shop").items.find_one(document)  # alias; sink: nosql
    client.get_default_database().items.find_one(document)  # alias; sink: nosql


def collections(document):
    shop = client["shop"]
    shop.items.find_one(document)  # alias; sink: nosql
    shop["items"].find_one(document)  # alias; sink: nosql
    shop.get_collection("items").find_one(document)  # alias; sink: nosql
    shop.create_collection("items").find_one(document)  # alias; sink: nosql
    shop.items.old.find_one(document)  # alias; sink: nosql
    shop.items["old"].find_one(document)  # alias; sink: nosql
    shop.items.with_options().find_one(document)  # alias; sink: nosql


def queries(document):
    items = client.shop.items
    items.find(document)  # sink: nosql
    items.find_one(document)  # sink: nosql; source: stored
    items.find_raw_batches(document)  # sink: nosql
    items.find_one_and_delete(document)  # sink: nosql; source: stored
    items.find_one_and_replace(document, {})  # sink: nosql; source: stored
    items.find_one_and_update(document, {})  # sink: nosql; source: stored
    items.find_and_modify(document, {})  # sink: nosql
    items.count(document)  # sink: nosql
    items.count_documents(document)  # sink: nosql
    items.delete_one(document)  # sink: nosql
    items.delete_many(document)  # sink: nosql
    items.remove(document)  # sink: nosql
    items.replace_one(document, {})  # sink: nosql
    items.update(document, {})  # sink: nosql
    items.update_one(document, {})  # sink: nosql
    items.update_many(document, {})  # sink: nosql
    items.distinct("name", document)  # sink: nosql; source: stored
    items.aggregate([{"$match": document}])  # sink: nosql
    client.shop.aggregate([{"$match": document}])  # sink: nosql
    client.shop.command(document)  # sink: nosql
    client.admin.command(document)  # sink: nosql


def batches(document):
    pymongo.UpdateOne(document, {})  # sink: nosql
    pymongo.UpdateMany(document, {})  # sink: nosql
    pymongo.ReplaceOne(document, {})  # sink: nosql
    pymongo.DeleteOne(document)  # sink: nosql
    pymongo.DeleteMany(document)  # sink: nosql


def scripts(code):
    items = client.shop.items
    items.find({"$where": code})  # sink: nosql-code
    items.find_one({"$where": code})  # sink: nosql-code
    items.count({"$where": code})  # sink: nosql-code
    items.count_documents({"$where": code})  # sink: nosql-code
    items.delete_one({"$where": code})  # sink: nosql-code
    items.delete_many({"$where": code})  # sink: nosql-code
    items.update_one({"$where": code}, {})  # sink: nosql-code
    items.update_many({"$where": code}, {})  # sink: nosql-code
    items.find({}).where(code)  # sink: nosql-code
    items.map_reduce(code, code, "out")  # sink: nosql-code
    items.inline_map_reduce(code, code)  # sink: nosql-code
    client.shop.eval(code)  # sink: nosql-code
    bson.Code(code)  # sink: nosql-code
    bson.code.Code(code)  # sink: nosql-code


async def results():
    items = client.shop.items
    items.find({}).next()  # alias; source: stored
    items.aggregate([]).next()  # alias; source: stored
    items.find({}).sort("name").next()  # alias; source: stored
    items.find({}).limit(2).next()  # alias; source: stored
    items.find({}).skip(2).next()  # alias; source: stored
    items.find({}).where("true").next()  # alias; source: stored
    await items.find({}).to_list(2)  # source: stored
    for document in items.find({}):  # source: stored
        str(document)


def written(document):
    items = client.shop.items
    items.insert(document)  # pass
    items.insert_one(document)  # pass
    items.insert_many([document])  # pass
    items.create_index(document)  # pass
    items.estimated_document_count()  # pass


def values(text):
    bson.ObjectId(text)  # pass; clean: nosql
    bson.objectid.ObjectId(text)  # pass; clean: nosql
    bson.json_util.loads(text)  # pass
    bson.decode(text)  # pass
    bson.json_util.dumps(text)  # pass
    bson.encode(text)  # pass
