"""The pages that everybody may see: teas, reviews and stores."""

import os

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from lxml import etree

from . import queries
from .database import change, find_all, find_one
from .security import login_required

bp = Blueprint("catalogue", __name__)


@bp.get("/")
def index():
    """All teas."""
    column = request.args.get("sort", "name")
    direction = request.args.get("direction", "ASC")
    teas = find_all(queries.teas_in_order(column, direction))
    return render_template("index.html", teas=teas)


@bp.get("/search")
def search():
    """Teas whose name contains a word."""
    term = request.args.get("q", "")
    teas = find_all(queries.teas_like(), (queries.containing(term),))
    return render_template("search.html", teas=teas, term=term), 200 if teas else 404


@bp.get("/tea/<int:tea_id>")
def tea(tea_id):
    """One tea and what people say about it."""
    row = find_one("SELECT * FROM tea WHERE id = ?", (tea_id,))
    if row is None:
        abort(404)
    reviews = find_all(
        "SELECT review.text, customer.name, customer.website FROM review"
        " JOIN customer ON customer.id = review.customer_id WHERE tea_id = ?",
        (tea_id,),
    )
    return render_template("tea.html", tea=row, reviews=reviews)


@bp.post("/tea/<int:tea_id>/review")
@login_required
def review(tea_id):
    """Say something about a tea."""
    change(
        "INSERT INTO review (tea_id, customer_id, text) VALUES (?, ?, ?)",
        (tea_id, g.customer["id"], request.form["text"]),
    )
    return redirect(url_for("catalogue.tea", tea_id=tea_id))


@bp.get("/stores")
def stores():
    """The stores in a town."""
    tree = etree.parse(os.path.join(current_app.root_path, "stores.xml"))
    found = tree.xpath("//store[@town=$town]", town=request.args.get("town", ""))
    return render_template("stores.html", stores=[store.text for store in found])
