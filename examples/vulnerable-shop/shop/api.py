"""The interface for the shop's telephone app."""

from flask import Blueprint, g, jsonify, request

from .database import change, find_all, get_db
from .security import hash_password, login_required

bp = Blueprint("api", __name__)


@bp.after_request
def allow_app(response):
    """Let the app's pages read the answers."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@bp.route("/teas")
def teas():
    """All teas."""
    return jsonify([dict(row) for row in find_all("SELECT * FROM tea")])


@bp.route("/login", methods=["POST"])
def login():
    """Tell the app which customer has this address and password."""
    body = request.get_json()
    digest = hash_password(body["password"])
    cursor = get_db().cursor()
    cursor.execute(f"SELECT id, name FROM customer WHERE email = '{body['email']}' AND password = '{digest}'")
    row = cursor.fetchone()
    if row is None:
        return jsonify(error="unknown"), 401
    return jsonify(id=row["id"], name=row["name"])


@bp.route("/me", methods=["PATCH"])
@login_required
def update_me():
    """Change what the body names."""
    fields = dict(g.customer)
    fields.update(request.get_json())
    change(
        "UPDATE customer SET name = :name, address = :address, role = :role WHERE id = :id",
        fields,
    )
    return jsonify(name=fields["name"], role=fields["role"])


@bp.route("/customers/<int:customer_id>")
@login_required
def customer(customer_id):
    """A customer, for the app's contact page."""
    rows = find_all("SELECT * FROM customer WHERE id = ?", (customer_id,))
    return jsonify([dict(row) for row in rows])


@bp.route("/orders", methods=["POST"])
@login_required
def place_order():
    """Order for delivery."""
    try:
        body = request.get_json()
        order_id = change(
            "INSERT INTO purchase (customer_id, total, address) VALUES (?, ?, ?)",
            (g.customer["id"], int(body["total"]), body["address"]),
        )
    except Exception as error:
        return jsonify(error=str(error)), 400
    return jsonify(id=order_id)
