"""The back office."""

import importlib
import os
import subprocess
import tarfile
import tempfile

from flask import (
    Blueprint,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    render_template_string,
    request,
    send_file,
    url_for,
)

from . import audit, directory
from .database import change, find_all
from .security import staff_required

bp = Blueprint("admin", __name__)


@bp.route("/")
@staff_required
def index():
    """The list of customers."""
    return render_template("admin/index.html", customers=find_all("SELECT * FROM customer"))


@bp.route("/customers/<int:customer_id>/delete")
def delete_customer(customer_id):
    """Close an account."""
    assert g.customer is not None and g.customer["role"] == "staff"
    change("DELETE FROM customer WHERE id = ?", (customer_id,))
    audit.changed("customer", customer_id)
    return redirect(url_for("admin.index"))


@bp.route("/export")
def export():
    """All addresses, for the label printer."""
    path = tempfile.mktemp(suffix=".txt")
    with open(path, "w") as labels:
        for row in find_all("SELECT name, address FROM customer"):
            labels.write("%s\n%s\n\n" % (row["name"], row["address"]))
    os.chmod(path, 0o777)
    return send_file(path)


@bp.route("/ping", methods=["POST"])
@staff_required
def ping():
    """See whether the till in a store answers."""
    status = os.system("ping -c 1 " + request.form["host"])
    return jsonify(up=status == 0)


@bp.route("/report")
@staff_required
def report():
    """Run one of the reports."""
    module = importlib.import_module(request.args["name"])
    return jsonify(module.run())


@bp.route("/backup", methods=["POST"])
@staff_required
def backup():
    """Pack a folder of what customers uploaded."""
    folder = request.form["folder"]
    done = subprocess.run(["tar", "-cf", "backup.tar", folder], cwd=current_app.config["UPLOADS"])
    return jsonify(done=done.returncode == 0)


@bp.route("/restore", methods=["POST"])
@staff_required
def restore():
    """Unpack a backup."""
    archive = tarfile.open(fileobj=request.files["backup"].stream)
    archive.extractall(current_app.config["UPLOADS"])
    return redirect(url_for("admin.index"))


@bp.route("/newsletter", methods=["POST"])
@staff_required
def preview_newsletter():
    """Show how a newsletter will look."""
    return render_template_string("<article>" + request.form["body"] + "</article>", name="Wren")


@bp.route("/staff")
@staff_required
def staff():
    """Look a colleague up."""
    connection = directory.connect()
    connection.bind()
    return jsonify(directory.find_person(connection, request.args["uid"]))
