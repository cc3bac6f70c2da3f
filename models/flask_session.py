"""Proof of flask_session.toml."""

import flask_session


def roles(view, app):
    flask_session.Session(view)  # role
    flask_session.Session().init_app(view)  # role
