"""Proof of flask_seasurf.toml."""

import flask_seasurf


def roles(view, app):
    flask_seasurf.SeaSurf(view)  # role
    flask_seasurf.SeaSurf().init_app(view)  # role
    flask_seasurf.SeaSurf().exempt(view)  # role
