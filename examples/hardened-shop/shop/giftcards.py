"""Gift cards: a code that nobody can guess, with its value in the database."""

from flask import Blueprint, abort, jsonify, request

from .database import change
from .security import digest_of, make_token, staff_required

bp = Blueprint("giftcards", __name__, url_prefix="/giftcards")

LARGEST = 500


@bp.post("/")
@staff_required
def issue():
    """Issue a card."""
    value = request.form.get("value", type=int)
    if value is None or not 0 < value <= LARGEST:
        abort(400)
    code = make_token()
    change("INSERT INTO gift_card (digest, value) VALUES (?, ?)", (digest_of(code), value))
    return jsonify(code=code)
