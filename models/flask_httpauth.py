"""Proof of flask_httpauth.toml."""

import flask_httpauth


def roles(view, app):
    flask_httpauth.HTTPBasicAuth(view)  # alias
    flask_httpauth.HTTPTokenAuth(view)  # alias
    flask_httpauth.HTTPDigestAuth(view)  # alias
    flask_httpauth.MultiAuth(view)  # alias
    flask_httpauth.HTTPAuth().login_required(view)  # role
    flask_httpauth.HTTPAuth().current_user(view)  # role
    flask_httpauth.HTTPAuth().username(view)  # role
