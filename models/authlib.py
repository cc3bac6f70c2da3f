"""Proof of authlib.toml."""

import authlib.integrations.flask_oauth2
import authlib.jose


def roles(view, app):
    authlib.integrations.flask_oauth2.ResourceProtector()(view)  # role
    authlib.integrations.flask_oauth2.ResourceProtector().acquire_token()  # role
    authlib.integrations.flask_oauth2.current_token  # role
    authlib.jose.jwt.decode(view)  # role
