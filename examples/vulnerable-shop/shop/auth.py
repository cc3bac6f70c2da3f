"""Logging in and out, new accounts, forgotten passwords."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for

from . import audit
from .database import change, find_one, get_db
from .security import hash_password, make_reset_token

bp = Blueprint("auth", __name__)


@bp.route("/login", methods=["GET", "POST"])
def login():
    """Log a customer in."""
    if request.method == "GET":
        return render_template("login.html")

    email = request.form["email"]
    digest = hash_password(request.form["password"])
    query = "SELECT * FROM customer WHERE email = '" + email + "' AND password = '" + digest + "'"
    db = get_db()
    customer = db.execute(query).fetchone()
    if customer is None:
        audit.failed_login(email)
        if find_one("SELECT id FROM customer WHERE email = ?", (email,)):
            flash("That password is wrong.")
        else:
            flash("We do not know that address.")
        return render_template("login.html"), 401

    session["customer_id"] = customer["id"]
    session.permanent = True
    return redirect(request.args.get("next") or url_for("catalogue.index"))


@bp.route("/logout")
def logout():
    """Log the customer out."""
    session.pop("customer_id", None)
    return redirect(url_for("catalogue.index"))


@bp.route("/register", methods=["GET", "POST"])
def register():
    """Open an account."""
    if request.method == "GET":
        return render_template("register.html")

    customer_id = change(
        "INSERT INTO customer (email, name, password) VALUES (?, ?, ?)",
        (request.form["email"], request.form["name"], hash_password(request.form["password"])),
    )
    session["customer_id"] = customer_id
    session["referrer"] = request.form.get("referrer", "")
    return redirect(url_for("profile.show", customer_id=customer_id))


@bp.route("/forgotten", methods=["GET", "POST"])
def forgotten():
    """Make a link that sets a new password."""
    if request.method == "POST":
        token = make_reset_token()
        change(
            "UPDATE customer SET reset_token = ? WHERE email = ?",
            (token, request.form["email"]),
        )
        session["reset_token"] = token
        flash("We sent you a link.")
    return render_template("forgotten.html")


@bp.route("/reset/<token>", methods=["GET", "POST"])
def reset(token):
    """Set a new password for whoever holds the token."""
    if request.method == "GET":
        return render_template("reset.html", token=token)
    change(
        "UPDATE customer SET password = ?, reset_token = NULL WHERE reset_token = ?",
        (hash_password(request.form["password"]), token),
    )
    return redirect(url_for("auth.login"))
