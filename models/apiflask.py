"""Proof of apiflask.toml."""

import apiflask


def roles(view, app):
    apiflask.APIFlask(view)  # alias
    apiflask.APIBlueprint(view)  # alias
    apiflask.HTTPTokenAuth(view)  # alias
    apiflask.HTTPBasicAuth(view)  # alias
    apiflask.APIFlask().auth_required(view)  # role
    apiflask.APIBlueprint().auth_required(view)  # role
