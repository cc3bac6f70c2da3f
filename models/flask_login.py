"""Proof of flask_login.toml."""

import flask_login.utils
import flask_login
from flask_login import LoginManager

manager = LoginManager()


@flask_login.login_required  # pass
def page():
    return ""


@flask_login.fresh_login_required  # pass
def fresh_page():
    return ""


@manager.user_loader  # entry
def load_user(name):
    return name


@manager.request_loader  # entry
def load_from_request(request):
    return request.args["name"]


@manager.header_loader  # entry: remote
def load_from_header(header):
    return header


@manager.unauthorized_handler  # entry
def refused():
    return ""


@manager.needs_refresh_handler  # entry
def stale():
    return ""


def changes(user):
    flask_login.login_user(user)  # pass
    flask_login.logout_user()  # pass
    flask_login.confirm_login()  # pass
    flask_login.login_fresh()  # pass
    flask_login.login_url("login")  # pass


def roles(view, app):
    flask_login.utils.login_user(view)  # alias
    flask_login.current_user  # role
    flask_login.login_required(view)  # role
    flask_login.fresh_login_required(view)  # role
    flask_login.login_user(view)  # role
    flask_login.logout_user(view)  # role
    flask_login.login_fresh(view)  # role
    flask_login.LoginManager().unauthorized(view)  # role
    flask_login.LoginManager(view)  # role
    flask_login.LoginManager().init_app(view)  # role
