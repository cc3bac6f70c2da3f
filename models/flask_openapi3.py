"""Proof of flask_openapi3.toml."""

import flask_openapi3


def roles(view, app):
    flask_openapi3.OpenAPI(view)  # alias
    flask_openapi3.APIBlueprint(view)  # alias
    flask_openapi3.OpenAPI().register_api(view)  # role
