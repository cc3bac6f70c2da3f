"""The loyalty programme, kept by a partner in MongoDB."""

import os

from flask import Blueprint, abort, jsonify, request
from pymongo import MongoClient

bp = Blueprint("loyalty", __name__, url_prefix="/loyalty")

client = MongoClient(os.environ.get("MONGO_URL", "mongodb://localhost:27017"), connect=False)
cards = client["loyalty"]["cards"]


@bp.route("/points", methods=["POST"])
def points():
    """How many points are on a card."""
    card = cards.find_one({"number": request.json["number"], "pin": request.json["pin"]})
    if card is None:
        abort(404)
    return jsonify(points=card["points"])
