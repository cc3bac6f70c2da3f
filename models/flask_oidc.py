"""Proof of flask_oidc.toml."""

import flask_oidc


def roles(view, app):
    flask_oidc.OpenIDConnect().require_login(view)  # role
    flask_oidc.OpenIDConnect().accept_token(view)  # role
    flask_oidc.OpenIDConnect().user_loggedin  # role
