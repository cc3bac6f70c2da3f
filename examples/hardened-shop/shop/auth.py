"""Logging in and out, new accounts, forgotten passwords."""

import sqlite3
import time

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from werkzeug.security import generate_password_hash

from . import audit, mail
from .database import change, find_one
from .extensions import limiter
from .security import SHORTEST_PASSWORD, digest_of, is_local, log_in, make_token, password_is

bp = Blueprint("auth", __name__)


@bp.route("/login", methods=["GET", "POST"])
@limiter.limit("5 per minute", methods=["POST"])
def login():
    """Log a customer in."""
    if request.method == "GET":
        return render_template("login.html")

    email = request.form["email"]
    customer = find_one("SELECT * FROM customer WHERE email = ?", (email,))
    if not password_is(customer, request.form["password"]):
        audit.failed_login(email)
        flash("Address or password is wrong.")
        return render_template("login.html"), 401

    log_in(customer)
    target = request.args.get("next", "")
    if not is_local(target):
        return redirect(url_for("catalogue.index"))
    return redirect(target)


@bp.post("/logout")
def logout():
    """Log the customer out."""
    session.clear()
    return redirect(url_for("catalogue.index"))


@bp.route("/register", methods=["GET", "POST"])
@limiter.limit("10 per hour", methods=["POST"])
def register():
    """Open an account."""
    if request.method == "GET":
        return render_template("register.html")

    password = request.form["password"]
    if len(password) < SHORTEST_PASSWORD:
        flash("Please take a longer password.")
        return render_template("register.html"), 400
    try:
        change(
            "INSERT INTO customer (email, name, password) VALUES (?, ?, ?)",
            (request.form["email"], request.form["name"], generate_password_hash(password)),
        )
    except sqlite3.IntegrityError:
        audit.failed_registration()
    flash("You can log in now.")
    return redirect(url_for("auth.login"))


@bp.route("/forgotten", methods=["GET", "POST"])
@limiter.limit("5 per hour", methods=["POST"])
def forgotten():
    """Send a link that sets a new password."""
    if request.method == "POST":
        token = make_token()
        email = request.form["email"]
        change(
            "UPDATE customer SET reset_digest = ?, reset_until = ? WHERE email = ?",
            (digest_of(token), int(time.time()) + 1800, email),
        )
        mail.send_reset_link(email, token)
        flash("If we know the address, a link is on its way.")
    return render_template("forgotten.html")


@bp.route("/reset/<token>", methods=["GET", "POST"])
@limiter.limit("10 per hour", methods=["POST"])
def reset(token):
    """Set a new password for whoever holds the token, and end their sessions."""
    if request.method == "GET":
        return render_template("reset.html", token=token)
    password = request.form["password"]
    if len(password) < SHORTEST_PASSWORD:
        abort(400)
    change(
        "UPDATE customer SET password = ?, reset_digest = NULL, logins = logins + 1"
        " WHERE reset_digest = ? AND reset_until > ?",
        (generate_password_hash(password), digest_of(token), int(time.time())),
    )
    return redirect(url_for("auth.login"))
