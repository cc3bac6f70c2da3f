"""Proof of flask_jwt_extended.toml."""

import flask_jwt_extended


def tokens(value):
    flask_jwt_extended.create_access_token(value)  # pass
    flask_jwt_extended.create_refresh_token(value)  # pass
    flask_jwt_extended.get_jwt()  # pass
    flask_jwt_extended.get_jwt_identity()  # pass
    flask_jwt_extended.verify_jwt_in_request()  # pass
    flask_jwt_extended.jwt_required()(value)  # pass
