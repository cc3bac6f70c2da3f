"""Gift cards: a code that carries its own value."""

import os

from Crypto.Cipher import ARC4
from flask import Blueprint, jsonify, request

from .security import staff_required

bp = Blueprint("giftcards", __name__, url_prefix="/giftcards")

KEY = os.environ.get("GIFT_KEY", "").encode() or os.urandom(16)


def scramble(value):
    """The code printed on a card of this value."""
    return ARC4.new(KEY).encrypt(b"tea:%d" % value).hex()


@bp.route("/", methods=["POST"])
@staff_required
def issue():
    """Issue a card."""
    return jsonify(code=scramble(int(request.form["value"])))
