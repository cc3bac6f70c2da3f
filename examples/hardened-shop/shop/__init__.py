"""Harbour Tea, a small shop with customer accounts and a back office."""

import os

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException

from . import (
    admin,
    api,
    audit,
    auth,
    basket,
    catalogue,
    database,
    giftcards,
    headers,
    loyalty,
    orders,
    profile,
    security,
    suppliers,
)
from .extensions import csrf, limiter


def create_app(settings=None):
    """Build the application; `settings` replaces single values, for tests."""
    app = Flask(__name__, instance_relative_config=True)
    app.config.from_object("shop.config")
    app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    app.config["DATABASE"] = os.path.join(app.instance_path, "shop.sqlite")
    app.config["UPLOADS"] = os.path.join(app.instance_path, "uploads")
    app.config["INVOICES"] = os.path.join(app.instance_path, "invoices")
    if settings:
        app.config.update(settings)

    data = os.path.dirname(app.config["DATABASE"])
    for folder in (data, app.config["UPLOADS"], app.config["INVOICES"]):
        os.makedirs(folder, mode=0o700, exist_ok=True)

    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(security.load_customer)
    app.after_request(headers.add)
    app.teardown_appcontext(database.close_db)
    app.register_error_handler(Exception, show_error)
    for module in (auth, catalogue, basket, orders, profile, giftcards, loyalty):
        app.register_blueprint(module.bp)
    app.register_blueprint(suppliers.bp, url_prefix="/suppliers")
    app.register_blueprint(admin.bp, url_prefix="/admin")
    app.register_blueprint(api.bp, url_prefix="/api")
    app.cli.add_command(security.create_staff)

    audit.configure(app)
    database.prepare(app)
    return app


def show_error(error):
    """Answer a failed request without saying how it failed; the log knows."""
    if isinstance(error, HTTPException):
        return error
    audit.logger.exception("a request failed")
    return render_template("error.html"), 500
