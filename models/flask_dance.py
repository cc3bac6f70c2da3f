"""Proof of flask_dance.toml."""

import flask_dance.contrib.google
import flask_dance.contrib.github


def roles(view, app):
    flask_dance.contrib.google.google.authorized  # role
    flask_dance.contrib.github.github.authorized  # role
