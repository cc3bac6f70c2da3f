CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT 'customer',
    address TEXT NOT NULL DEFAULT '',
    website TEXT NOT NULL DEFAULT '',
    avatar TEXT NOT NULL DEFAULT '',
    reset_digest TEXT,
    reset_until INTEGER,
    logins INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE tea (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    price INTEGER NOT NULL
);

CREATE TABLE review (
    id INTEGER PRIMARY KEY,
    tea_id INTEGER NOT NULL REFERENCES tea (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    text TEXT NOT NULL
);

CREATE TABLE purchase (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    total INTEGER NOT NULL,
    address TEXT NOT NULL
);

CREATE TABLE gift_card (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    value INTEGER NOT NULL
);
