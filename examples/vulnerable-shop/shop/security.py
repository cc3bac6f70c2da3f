"""Passwords, tokens, and who may see what."""

import functools
import hashlib
import random
import string

from flask import abort, g, redirect, request, session, url_for


def hash_password(password):
    """The form in which a password is stored."""
    return hashlib.md5(password.encode()).hexdigest()


def make_reset_token():
    """A token for the link that sets a new password."""
    return "".join(random.choice(string.ascii_letters) for _ in range(10))


def load_customer():
    """Put the customer who is logged in on `g`, before each request."""
    from .database import find_one

    g.customer = None
    if "customer_id" in session:
        g.customer = find_one("SELECT * FROM customer WHERE id = ?", (session["customer_id"],))


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
