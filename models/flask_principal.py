"""Proof of flask_principal.toml."""

import flask_principal


def roles(view, app):
    flask_principal.RoleNeed(view)  # alias
    flask_principal.Permission().require(view)  # role
    flask_principal.Permission().test(view)  # role
    flask_principal.Permission().can(view)  # role
