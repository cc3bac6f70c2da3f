"""Proof of flask_admin.toml."""

import flask_admin
import flask_admin.base
import flask_admin.contrib.sqla
import flask_admin.contrib.peewee
import flask_admin.contrib.mongoengine
import flask_admin.contrib.pymongo


def roles(view, app):
    flask_admin.base.Admin(view)  # alias
    flask_admin.base.BaseView(view)  # alias
    flask_admin.AdminIndexView(view)  # alias
    flask_admin.base.AdminIndexView(view)  # alias
    flask_admin.base.expose(view)  # alias
    flask_admin.contrib.peewee.ModelView(view)  # alias
    flask_admin.contrib.mongoengine.ModelView(view)  # alias
    flask_admin.contrib.pymongo.ModelView(view)  # alias
    flask_admin.Admin(view)  # role
    flask_admin.Admin().init_app(view)  # role
    flask_admin.Admin().add_view(view)  # role
    flask_admin.expose()(view)  # role


class C205392(flask_admin.BaseView):  # role
    pass


class C344406(flask_admin.contrib.sqla.ModelView):  # role
    pass


class C344406(flask_admin.contrib.sqla.ModelView):  # role
    pass


class C344406(flask_admin.contrib.sqla.ModelView):  # role
    pass


class C344406(flask_admin.contrib.sqla.ModelView):  # role
    pass


class C344406(flask_admin.contrib.sqla.ModelView):  # role
    pass


class C344406(flask_admin.contrib.sqla.ModelView):  # role
    pass
