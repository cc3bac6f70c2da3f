"""Proof of flask_security.toml."""

import flask_security
import flask_security.decorators


def roles(view, app):
    flask_security.decorators.login_required(view)  # alias
    flask_security.current_user  # role
    flask_security.login_required(view)  # role
    flask_security.http_auth_required(view)  # role
    flask_security.auth_required(view)  # role
    flask_security.auth_token_required(view)  # role
    flask_security.roles_required(view)  # role
    flask_security.roles_accepted(view)  # role
    flask_security.permissions_required(view)  # role
    flask_security.permissions_accepted(view)  # role
    flask_security.login_user(view)  # role
    flask_security.logout_user(view)  # role
    flask_security.Security(view)  # role
    flask_security.Security().init_app(view)  # role
