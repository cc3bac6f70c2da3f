"""Harbour Tea, a small shop with customer accounts and a back office."""

import os
import traceback

from flask import Flask
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
    loyalty,
    orders,
    profile,
    security,
    suppliers,
)


def create_app(settings=None):
    """Build the application; `settings` replaces single values, for tests."""
    app = Flask(__name__, instance_relative_config=True)
    app.config["SECRET_KEY"] = "earl-grey-and-a-slice-of-lemon"
    app.config["SESSION_COOKIE_SECURE"] = False
    app.config["SESSION_COOKIE_HTTPONLY"] = False
    app.config["DATABASE"] = os.path.join(app.instance_path, "shop.sqlite")
    app.config["UPLOADS"] = os.path.join(app.instance_path, "uploads")
    app.config["INVOICES"] = os.path.join(app.instance_path, "invoices")
    if os.getenv("SHOP_ENV") == "production":
        app.config.from_object("shop.config.Production")
    else:
        app.config.from_object("shop.config.Development")
    if settings:
        app.config.update(settings)

    data = os.path.dirname(app.config["DATABASE"])
    for folder in (data, app.config["UPLOADS"], app.config["INVOICES"]):
        os.makedirs(folder, exist_ok=True)

    app.before_request(security.load_customer)
    app.teardown_appcontext(database.close_db)
    app.register_error_handler(Exception, show_error)
    for module in (auth, catalogue, basket, orders, profile, giftcards, loyalty):
        app.register_blueprint(module.bp)
    app.register_blueprint(suppliers.bp, url_prefix="/suppliers")
    app.register_blueprint(admin.bp, url_prefix="/admin")
    app.register_blueprint(api.bp, url_prefix="/api")

    audit.configure(app)
    database.prepare(app)
    return app


def show_error(error):
    """Answer a failed request."""
    if isinstance(error, HTTPException):
        return error
    return "<h1>Something broke</h1><pre>" + traceback.format_exc() + "</pre>", 500
