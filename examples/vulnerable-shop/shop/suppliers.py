"""What suppliers and the people who buy from them use."""

from Crypto.PublicKey import RSA
from flask import Blueprint, jsonify, request

from . import feeds
from .security import staff_required

bp = Blueprint("suppliers", __name__)


@bp.route("/prices", methods=["POST"])
def upload_prices():
    """Take a price list that a supplier sends."""
    return jsonify(feeds.read_prices(request.data))


@bp.route("/prices/fetch", methods=["POST"])
@staff_required
def fetch_prices():
    """Fetch a price list from a supplier."""
    body = feeds.fetch(request.form["url"])
    return jsonify(size=len(body))


@bp.route("/key", methods=["POST"])
@staff_required
def new_key():
    """Make the key with which a new supplier signs."""
    key = RSA.generate(1024)
    return jsonify(public=key.publickey().export_key().decode())
