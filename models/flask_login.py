"""Proof of flask_login.toml."""

import flask_login
from flask_login import LoginManager

manager = LoginManager()


@flask_login.login_required  # pass
def page():
    return ""


@flask_login.fresh_login_required  # pass
def fresh_page():
    return ""


@manager.user_loader  # pass
def load_user(name):  # entry
    return name


@manager.request_loader  # pass
def load_from_request(request):  # entry
    return request.args["name"]


@manager.header_loader  # pass
def load_from_header(header):  # entry: remote
    return header


@manager.unauthorized_handler  # pass
def refused():  # entry
    return ""


@manager.needs_refresh_handler  # pass
def stale():  # entry
    return ""


def changes(user):
    flask_login.login_user(user)  # pass
    flask_login.logout_user()  # pass
    flask_login.confirm_login()  # pass
    flask_login.login_fresh()  # pass
    flask_login.login_url("login")  # pass
