"""Proof of flask_talisman.toml."""

import flask_talisman


def roles(view, app):
    flask_talisman.Talisman(view)  # role
    flask_talisman.Talisman().init_app(view)  # role
