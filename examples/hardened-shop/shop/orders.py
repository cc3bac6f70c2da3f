"""Orders: looking at them, their invoices, and what a large one would cost."""

import csv
import io
import subprocess

from flask import (
    Blueprint,
    abort,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
    send_from_directory,
)

from .database import find_all, find_one
from .security import login_required, staff_required

bp = Blueprint("orders", __name__, url_prefix="/orders")

PRINTERS = {"counter": "lp-counter", "stock room": "lp-stock"}


def order_of_customer(order_id):
    """An order, if it belongs to whoever asks."""
    row = find_one("SELECT * FROM purchase WHERE id = ? AND customer_id = ?", (order_id, g.customer["id"]))
    if row is None:
        abort(404)
    return row


@bp.get("/")
@login_required
def index():
    """The orders of this customer."""
    rows = find_all("SELECT * FROM purchase WHERE customer_id = ?", (g.customer["id"],))
    return render_template("orders.html", orders=rows)


@bp.get("/<int:order_id>")
@login_required
def show(order_id):
    """One order."""
    return render_template("order.html", order=order_of_customer(order_id))


@bp.get("/<int:order_id>/invoice")
@login_required
def invoice(order_id):
    """The text of an invoice."""
    row = order_of_customer(order_id)
    return send_from_directory(current_app.config["INVOICES"], f"{row['id']}.txt", mimetype="text/plain")


@bp.get("/export")
@login_required
def export():
    """This customer's orders as a spreadsheet."""
    rows = find_all("SELECT id, total FROM purchase WHERE customer_id = ?", (g.customer["id"],))
    sheet = io.StringIO()
    csv.writer(sheet).writerows(rows)
    response = make_response(sheet.getvalue())
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = "attachment; filename=orders.csv"
    return response


@bp.post("/<int:order_id>/print")
@staff_required
def print_invoice(order_id):
    """Print an invoice at the counter."""
    printer = PRINTERS.get(request.form["printer"])
    if printer is None:
        abort(400)
    done = subprocess.run(
        ["lp", "-d", printer, f"{order_id}.txt"],
        cwd=current_app.config["INVOICES"],
        capture_output=True,
        check=False,
    )
    return jsonify(printed=done.returncode == 0)


@bp.post("/quote")
def quote():
    """What a large order would cost."""
    try:
        kilos = int(request.form.get("kilos", 0))
        chests = int(request.form.get("chests", 0))
    except ValueError:
        abort(400)
    return jsonify(price=kilos * 4200 + chests * 98000)
