"""Proof of flask_caching.toml."""

import flask_caching


def roles(view, app):
    flask_caching.Cache(view)  # role
    flask_caching.Cache().init_app(view)  # role
