"""The interface for the shop's telephone app."""

from flask import Blueprint, abort, current_app, g, jsonify, request
from flask_wtf.csrf import generate_csrf

from . import audit
from .database import change, find_all, find_one
from .extensions import limiter
from .security import log_in, login_required, password_is

bp = Blueprint("api", __name__)


@bp.after_request
def allow_app(response):
    """Let the app's own pages read the answers."""
    response.headers["Access-Control-Allow-Origin"] = current_app.config["APP_ORIGIN"]
    response.headers["Vary"] = "Origin"
    return response


@bp.get("/csrf")
def csrf_token():
    """The token that the app sends with everything it changes."""
    return jsonify(token=generate_csrf())


@bp.get("/teas")
def teas():
    """All teas."""
    return jsonify([dict(row) for row in find_all("SELECT * FROM tea")])


@bp.post("/login")
@limiter.limit("5 per minute")
def login():
    """Log a customer of the app in."""
    body = request.get_json()
    email = str(body["email"])
    row = find_one("SELECT * FROM customer WHERE email = ?", (email,))
    if not password_is(row, str(body["password"])):
        audit.failed_login(email)
        return jsonify(error="unknown"), 401
    log_in(row)
    return jsonify(id=row["id"], name=row["name"])


@bp.patch("/me")
@login_required
def update_me():
    """Change name and address."""
    body = request.get_json()
    name = body.get("name", g.customer["name"])
    address = body.get("address", g.customer["address"])
    change("UPDATE customer SET name = ?, address = ? WHERE id = ?", (name, address, g.customer["id"]))
    return jsonify(name=name)


@bp.get("/customers/<int:customer_id>")
@login_required
def customer(customer_id):
    """What the app shows of a customer, to that customer and to staff."""
    if customer_id != g.customer["id"] and g.customer["role"] != "staff":
        abort(404)
    rows = find_all("SELECT id, name, address FROM customer WHERE id = ?", (customer_id,))
    return jsonify([dict(row) for row in rows])


@bp.post("/orders")
@login_required
def place_order():
    """Order a tea for delivery."""
    body = request.get_json()
    try:
        tea_id, address = int(body["tea"]), str(body["address"])
    except (KeyError, TypeError, ValueError):
        return jsonify(error="an order needs a tea and an address"), 400
    row = find_one("SELECT price FROM tea WHERE id = ?", (tea_id,))
    if row is None:
        abort(404)
    order_id = change(
        "INSERT INTO purchase (customer_id, total, address) VALUES (?, ?, ?)",
        (g.customer["id"], row["price"], address),
    )
    return jsonify(id=order_id)
