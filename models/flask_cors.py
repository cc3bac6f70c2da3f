"""Proof of flask_cors.toml."""

import flask_cors


def roles(view, app):
    flask_cors.CORS(view)  # role
    flask_cors.CORS().init_app(view)  # role
