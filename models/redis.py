"""Proof of redis.toml."""

import redis


def scripts(value):
    redis.Redis().eval(value)  # sink: nosql-code
    redis.Redis().register_script(value)  # sink: nosql-code


def values():
    redis.Redis().get()  # source: stored
    redis.Redis().hget()  # source: stored
    redis.Redis().hgetall()  # source: stored
    redis.Redis().lrange()  # source: stored
    redis.Redis().smembers()  # source: stored


def clients(value):
    redis.StrictRedis().get("name")  # alias
    redis.from_url().get("name")  # alias
    redis.Redis.from_url().get("name")  # alias
    redis.Redis(password=value)  # sink: password
    redis.StrictRedis(password=value)  # sink: password


def keys(value):
    store = redis.Redis()
    store.set("motto", value)  # role
    store.setnx("motto", value)  # role
    store.getset("motto", value)  # role
    store.lpush("motto", value)  # role
    store.rpush("motto", value)  # role
    store.sadd("motto", value)  # role
    store.setex("motto", 60, value)  # role
    store.hset("motto", "text", value)  # role
    store.get("motto")  # role
    store.hget("motto", "text")  # role
    store.hgetall("motto")  # role
    store.lrange("motto", 0, 1)  # role
    store.smembers("motto")  # role
