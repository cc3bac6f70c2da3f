import hashlib
import pickle
import sqlite3
import subprocess

from flask import Flask, request

app = Flask(__name__)
app.secret_key = "kestrel-and-thyme-4711"


@app.get("/cups")
def cups():
    name = request.args["name"]
    statement = f"SELECT * FROM cup WHERE name = '{name}'"
    return sqlite3.connect("shop.db").execute(statement).fetchall()


@app.post("/basket")
def basket():
    return pickle.loads(request.get_data())


@app.get("/tidy")
def tidy():
    subprocess.run("tidy-shelves", shell=True)
    return hashlib.md5(b"shelf").hexdigest()


if __name__ == "__main__":
    app.run(debug=True)
