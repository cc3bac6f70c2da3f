"""Proof of flask_smorest.toml."""

import flask_smorest


def roles(view, app):
    flask_smorest.Blueprint(view)  # alias
    flask_smorest.Api(view)  # role
    flask_smorest.Api().init_app(view)  # role
    flask_smorest.Api().register_blueprint(view)  # role
