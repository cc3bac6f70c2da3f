"""The customer's own pages: profile, picture, greeting."""

import os

import yaml
from flask import Blueprint, abort, current_app, g, redirect, render_template, request, send_file, url_for

from .database import change, find_one
from .security import login_required

bp = Blueprint("profile", __name__, url_prefix="/profile")


class Profile:
    """What a customer may tell about themselves."""

    def __init__(self, row):
        self.id = row["id"]
        self.email = row["email"]
        self.name = row["name"]
        self.role = row["role"]
        self.address = row["address"]
        self.website = row["website"]

    def save(self):
        """Write the profile back."""
        change(
            "UPDATE customer SET email = ?, name = ?, role = ?, address = ?, website = ? WHERE id = ?",
            (self.email, self.name, self.role, self.address, self.website, self.id),
        )


@bp.route("/<int:customer_id>")
@login_required
def show(customer_id):
    """A customer's profile."""
    row = find_one("SELECT * FROM customer WHERE id = ?", (customer_id,))
    if row is None:
        abort(404)
    return render_template("profile.html", customer=row, note=request.args.get("note", ""))


@bp.route("/edit", methods=["GET", "POST"])
@login_required
def edit():
    """Change name, address and website."""
    profile = Profile(g.customer)
    if request.method == "POST":
        for field in request.form:
            setattr(profile, field, request.form[field])
        profile.save()
        return redirect(url_for("profile.show", customer_id=profile.id))
    return render_template("edit_profile.html", profile=profile)


@bp.route("/import", methods=["POST"])
@login_required
def import_profile():
    """Take over a profile from a file of another shop."""
    told = yaml.load(request.files["profile"].read(), Loader=yaml.UnsafeLoader)
    change("UPDATE customer SET name = ? WHERE id = ?", (told["name"], g.customer["id"]))
    return redirect(url_for("profile.show", customer_id=g.customer["id"]))


@bp.route("/picture", methods=["POST"])
@login_required
def upload_picture():
    """Store a new picture."""
    picture = request.files["picture"]
    picture.save(os.path.join(current_app.config["UPLOADS"], picture.filename))
    change("UPDATE customer SET avatar = ? WHERE id = ?", (picture.filename, g.customer["id"]))
    return redirect(url_for("profile.show", customer_id=g.customer["id"]))


@bp.route("/picture/<path:name>")
def picture(name):
    """A stored picture."""
    return send_file(os.path.join(current_app.config["UPLOADS"], name))


@bp.route("/greeting", methods=["POST"])
@login_required
def greeting():
    """Show how the customer's greeting will look on a parcel."""
    text = request.form["greeting"].format(profile=Profile(g.customer))
    return render_template("greeting.html", text=text)
