"""The back office."""

import os
import re
import subprocess
import tarfile
import tempfile

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)

from . import audit, directory
from .database import change, find_all
from .reports import sales
from .security import staff_required

bp = Blueprint("admin", __name__)

REPORTS = {"sales": sales.run}
FOLDERS = ("invoices", "uploads")


@bp.get("/")
@staff_required
def index():
    """The list of customers."""
    return render_template("admin/index.html", customers=find_all("SELECT id, name, email FROM customer"))


@bp.post("/customers/<int:customer_id>/delete")
@staff_required
def delete_customer(customer_id):
    """Close an account."""
    change("DELETE FROM customer WHERE id = ?", (customer_id,))
    audit.changed("customer", customer_id)
    return redirect(url_for("admin.index"))


@bp.get("/export")
@staff_required
def export():
    """All addresses, for the label printer."""
    with tempfile.TemporaryFile("w+") as labels:
        for row in find_all("SELECT name, address FROM customer"):
            labels.write("%s\n%s\n\n" % (row["name"], row["address"]))
        labels.seek(0)
        return Response(labels.read(), mimetype="text/plain")


@bp.post("/ping")
@staff_required
def ping():
    """See whether the till in a store answers."""
    host = request.form["host"]
    if not re.fullmatch(r"till[0-9]{1,3}", host):
        abort(400)
    done = subprocess.run(["ping", "-c", "1", host], capture_output=True, check=False)
    return jsonify(up=done.returncode == 0)


@bp.get("/report")
@staff_required
def report():
    """Run one of the reports."""
    run = REPORTS.get(request.args["name"])
    if run is None:
        abort(404)
    return jsonify(run())


@bp.post("/backup")
@staff_required
def backup():
    """Pack a folder of the shop's data."""
    folder = request.form["folder"]
    if folder not in FOLDERS:
        abort(400)
    data = os.path.dirname(current_app.config["DATABASE"])
    done = subprocess.run(["tar", "-cf", "backup.tar", "--", folder], cwd=data, check=False)
    return jsonify(done=done.returncode == 0)


@bp.post("/restore")
@staff_required
def restore():
    """Unpack a backup; members that would land elsewhere are refused."""
    with tarfile.open(fileobj=request.files["backup"].stream) as archive:
        archive.extractall(current_app.config["UPLOADS"], filter="data")
    return redirect(url_for("admin.index"))


@bp.post("/newsletter")
@staff_required
def preview_newsletter():
    """Show how a newsletter will look."""
    return render_template("admin/newsletter.html", body=request.form["body"])


@bp.get("/staff")
@staff_required
def staff():
    """Look a colleague up."""
    connection = directory.connect()
    connection.bind()
    return jsonify(directory.find_person(connection, request.args["uid"]))
