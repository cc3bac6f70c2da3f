"""The basket: the ids of teas, kept in the signed session."""

from flask import Blueprint, abort, g, redirect, render_template, request, session, url_for

from .database import change, find_one
from .security import login_required

bp = Blueprint("basket", __name__, url_prefix="/basket")

LARGEST = 50


def teas_in_basket():
    """The teas in the basket of this request."""
    teas = [find_one("SELECT * FROM tea WHERE id = ?", (tea_id,)) for tea_id in session.get("basket", [])]
    return [tea for tea in teas if tea is not None]


@bp.get("")
def show():
    """What is in the basket."""
    teas = teas_in_basket()
    return render_template("basket.html", teas=teas, total=sum(tea["price"] for tea in teas))


@bp.post("/add/<int:tea_id>")
def add(tea_id):
    """Put a tea into the basket."""
    basket = session.get("basket", [])
    if len(basket) >= LARGEST:
        abort(400)
    session["basket"] = basket + [tea_id]
    return redirect(url_for("basket.show"))


@bp.post("/empty")
def empty():
    """Take everything out again."""
    session.pop("basket", None)
    return redirect(url_for("basket.show"))


@bp.post("/order")
@login_required
def order():
    """Buy what is in the basket."""
    order_id = change(
        "INSERT INTO purchase (customer_id, total, address) VALUES (?, ?, ?)",
        (g.customer["id"], sum(tea["price"] for tea in teas_in_basket()), request.form["address"]),
    )
    session.pop("basket", None)
    return redirect(url_for("orders.show", order_id=order_id))
