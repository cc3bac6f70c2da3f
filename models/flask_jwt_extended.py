"""Proof of flask_jwt_extended.toml."""

import flask_jwt_extended


def tokens(value):
    flask_jwt_extended.create_access_token(value)  # pass
    flask_jwt_extended.create_refresh_token(value)  # pass
    flask_jwt_extended.get_jwt()  # pass
    flask_jwt_extended.get_jwt_identity()  # pass
    flask_jwt_extended.verify_jwt_in_request()  # pass
    flask_jwt_extended.jwt_required()(value)  # pass


def roles(view, app):
    flask_jwt_extended.jwt_required(fresh=False)  # role
    flask_jwt_extended.verify_jwt_in_request()  # role
    flask_jwt_extended.get_jwt_identity()  # role
    flask_jwt_extended.get_current_user()  # role
    flask_jwt_extended.get_jwt()  # role
    flask_jwt_extended.get_jwt_claims()  # role
    flask_jwt_extended.current_user  # role
    flask_jwt_extended.create_access_token(view)  # role
    flask_jwt_extended.create_refresh_token(view)  # role
    flask_jwt_extended.fresh_jwt_required(view)  # role
    flask_jwt_extended.jwt_refresh_token_required(view)  # role
    flask_jwt_extended.JWTManager(view)  # role
    flask_jwt_extended.JWTManager().init_app(view)  # role
