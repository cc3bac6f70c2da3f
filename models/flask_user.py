"""Proof of flask_user.toml."""

import flask_user


def roles(view, app):
    flask_user.login_required(view)  # role
    flask_user.roles_required(view)  # role
    flask_user.current_user  # role
