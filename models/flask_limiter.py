"""Proof of flask_limiter.toml."""

import flask_limiter


def roles(view, app):
    flask_limiter.Limiter(view)  # role
    flask_limiter.Limiter().init_app(view)  # role
    flask_limiter.Limiter().limit()(view)  # role
    flask_limiter.Limiter().shared_limit()(view)  # role
    flask_limiter.Limiter().exempt(view)  # role
