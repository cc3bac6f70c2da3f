"""The loyalty programme, kept by a partner in MongoDB."""

import os

from flask import Blueprint, abort, jsonify, request
from pymongo import MongoClient

from .extensions import limiter

bp = Blueprint("loyalty", __name__, url_prefix="/loyalty")

client = MongoClient(os.environ.get("MONGO_URL", "mongodb://localhost:27017"), connect=False)
cards = client["loyalty"]["cards"]


@bp.post("/points")
@limiter.limit("5 per minute")
def points():
    """How many points are on a card."""
    number = str(request.json["number"])
    pin = str(request.json["pin"])
    card = cards.find_one({"number": number, "pin": pin})
    if card is None:
        abort(404)
    return jsonify(points=card["points"])
