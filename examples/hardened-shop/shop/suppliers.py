"""What the people who buy from suppliers use."""

from Crypto.PublicKey import RSA
from flask import Blueprint, abort, jsonify, request

from . import feeds
from .security import staff_required

bp = Blueprint("suppliers", __name__)


@bp.post("/prices")
@staff_required
def upload_prices():
    """Take a price list that a supplier sent."""
    return jsonify(feeds.read_prices(request.data))


@bp.post("/prices/fetch")
@staff_required
def fetch_prices():
    """Fetch a price list from a supplier."""
    body = feeds.fetch(request.form["supplier"])
    if body is None:
        abort(400)
    return jsonify(size=len(body))


@bp.post("/key")
@staff_required
def new_key():
    """Make the key with which a new supplier signs."""
    key = RSA.generate(3072)
    return jsonify(public=key.publickey().export_key().decode())
