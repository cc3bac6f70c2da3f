"""The customer's own pages: profile, picture, greeting."""

import os
import secrets
from urllib.parse import urlsplit

import yaml
from flask import (
    Blueprint,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from werkzeug.utils import secure_filename

from .database import change
from .security import login_required

bp = Blueprint("profile", __name__, url_prefix="/profile")

PICTURES = {".png", ".jpg", ".webp"}


def web_address(text):
    """The address of a website, or nothing where it is something else."""
    return text if urlsplit(text).scheme in ("http", "https") else ""


@bp.get("/")
@login_required
def show():
    """The customer's profile."""
    return render_template("profile.html", customer=g.customer, note=request.args.get("note", ""))


@bp.route("/edit", methods=["GET", "POST"])
@login_required
def edit():
    """Change name, address and website."""
    if request.method == "POST":
        change(
            "UPDATE customer SET name = ?, address = ?, website = ? WHERE id = ?",
            (
                request.form["name"],
                request.form["address"],
                web_address(request.form["website"]),
                g.customer["id"],
            ),
        )
        return redirect(url_for("profile.show"))
    return render_template("edit_profile.html", profile=g.customer)


@bp.post("/import")
@login_required
def import_profile():
    """Take over a profile from a file of another shop."""
    told = yaml.safe_load(request.files["profile"].read())
    if not isinstance(told, dict) or not isinstance(told.get("name"), str):
        abort(400)
    change("UPDATE customer SET name = ? WHERE id = ?", (told["name"], g.customer["id"]))
    return redirect(url_for("profile.show"))


@bp.post("/picture")
@login_required
def upload_picture():
    """Store a new picture, under a name of our own."""
    upload = request.files["picture"]
    ending = os.path.splitext(secure_filename(upload.filename))[1].lower()
    if ending not in PICTURES:
        abort(400)
    name = secrets.token_hex(16) + ending
    upload.save(os.path.join(current_app.config["UPLOADS"], name))
    change("UPDATE customer SET avatar = ? WHERE id = ?", (name, g.customer["id"]))
    return redirect(url_for("profile.show"))


@bp.get("/picture/<name>")
@login_required
def picture(name):
    """A stored picture."""
    return send_from_directory(current_app.config["UPLOADS"], name)


@bp.post("/greeting")
@login_required
def greeting():
    """Show how the customer's greeting will look on a parcel."""
    text = request.form["greeting"].replace("{name}", g.customer["name"])
    return render_template("greeting.html", text=text)
