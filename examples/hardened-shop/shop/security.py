"""Passwords, tokens, and who may see what."""

import functools
import hashlib
import secrets
from urllib.parse import urlsplit

import click
from flask import abort, g, redirect, request, session, url_for
from flask.cli import with_appcontext
from werkzeug.security import check_password_hash, generate_password_hash

from .database import change, find_one

SHORTEST_PASSWORD = 12

# Compared with when nobody has the address, so that the answer takes as long.
NOBODY = generate_password_hash(secrets.token_hex(16))


def password_is(customer, password):
    """Whether a customer, or nobody, has this password."""
    stored = customer["password"] if customer else NOBODY
    return check_password_hash(stored, password) and customer is not None


def make_token():
    """A token that nobody can guess."""
    return secrets.token_urlsafe(32)


def digest_of(token):
    """The form in which a token is stored, so that the database holds none."""
    return hashlib.sha256(token.encode()).hexdigest()


def log_in(customer):
    """Begin a new session for a customer."""
    session.clear()
    session["customer_id"] = customer["id"]
    session["logins"] = customer["logins"]
    session.permanent = True


def load_customer():
    """Put the customer who is logged in on `g`, before each request."""
    g.customer = None
    if "customer_id" in session:
        g.customer = find_one(
            "SELECT * FROM customer WHERE id = ? AND logins = ?",
            (session["customer_id"], session.get("logins")),
        )


def login_required(view):
    """Send whoever is not logged in to the login page."""

    @functools.wraps(view)
    def guarded(*args, **kwargs):
        if g.customer is None:
            return redirect(url_for("auth.login", next=request.path))
        return view(*args, **kwargs)

    return guarded


def staff_required(view):
    """Refuse whoever does not work for the shop."""

    @functools.wraps(view)
    def guarded(*args, **kwargs):
        if g.customer is None or g.customer["role"] != "staff":
            abort(403)
        return view(*args, **kwargs)

    return guarded


def is_local(target):
    """Whether an address leads to a page of this shop."""
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


@click.command("create-staff")
@click.argument("email")
@click.password_option()
@with_appcontext
def create_staff(email, password):
    """Open an account for somebody who works for the shop."""
    change(
        "INSERT INTO customer (email, name, password, role) VALUES (?, ?, ?, 'staff')",
        (email, email, generate_password_hash(password)),
    )
