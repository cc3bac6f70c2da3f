"""The basket, kept in a cookie so that it survives without an account."""

import base64
import pickle

from flask import Blueprint, g, make_response, redirect, render_template, request, session, url_for

from .database import change, find_one
from .security import login_required

bp = Blueprint("basket", __name__)


def read_basket():
    """The ids of the teas in the basket of this request."""
    cookie = request.cookies.get("basket")
    if not cookie:
        return []
    return pickle.loads(base64.b64decode(cookie))


@bp.route("/basket")
def show():
    """What is in the basket."""
    teas = [find_one("SELECT * FROM tea WHERE id = ?", (tea_id,)) for tea_id in read_basket()]
    return render_template("basket.html", teas=teas, total=sum(tea["price"] for tea in teas))


@bp.route("/basket/add/<int:tea_id>", methods=["POST"])
def add(tea_id):
    """Put a tea into the basket."""
    content = base64.b64encode(pickle.dumps(read_basket() + [tea_id])).decode()
    response = redirect(url_for("basket.show"))
    response.set_cookie("basket", content)
    return response


@bp.route("/basket/empty")
def empty():
    """Take everything out again."""
    response = make_response(redirect(url_for("basket.show")))
    response.delete_cookie("basket")
    return response


@bp.route("/basket/order", methods=["POST"])
@login_required
def order():
    """Buy what is in the basket."""
    teas = [find_one("SELECT * FROM tea WHERE id = ?", (tea_id,)) for tea_id in read_basket()]
    address = request.form["address"]
    session["address"] = address
    order_id = change(
        "INSERT INTO purchase (customer_id, total, address) VALUES (?, ?, ?)",
        (g.customer["id"], sum(tea["price"] for tea in teas), address),
    )
    return redirect(url_for("orders.show", order_id=order_id))
