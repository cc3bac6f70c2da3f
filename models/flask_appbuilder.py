"""Proof of flask_appbuilder.toml."""

import flask_appbuilder
import flask_appbuilder.api
import flask_appbuilder.baseviews
import flask_appbuilder.views
import flask_appbuilder.decorators
import flask_appbuilder.security.decorators


def roles(view, app):
    flask_appbuilder.baseviews.BaseView(view)  # alias
    flask_appbuilder.views.ModelView(view)  # alias
    flask_appbuilder.api.BaseApi(view)  # alias
    flask_appbuilder.api.ModelRestApi(view)  # alias
    flask_appbuilder.api.expose(view)  # alias
    flask_appbuilder.decorators.expose(view)  # alias
    flask_appbuilder.AppBuilder().add_view_no_menu(view)  # alias
    flask_appbuilder.AppBuilder().add_api(view)  # alias
    flask_appbuilder.AppBuilder().add_separator_view(view)  # alias
    flask_appbuilder.AppBuilder(view)  # role
    flask_appbuilder.AppBuilder().init_app(view)  # role
    flask_appbuilder.AppBuilder().add_view(view)  # role
    flask_appbuilder.expose()(view)  # role
    flask_appbuilder.security.decorators.has_access(view)  # role
    flask_appbuilder.security.decorators.has_access_api(view)  # role
    flask_appbuilder.security.decorators.protect(view)  # role
    flask_appbuilder.api.protect(view)  # alias
    flask_appbuilder.has_access(view)  # alias


class C253401(flask_appbuilder.BaseView):  # role
    pass


class C263390(flask_appbuilder.ModelView):  # role
    pass


class C318547(flask_appbuilder.SimpleFormView):  # role
    pass


class C267014(flask_appbuilder.IndexView):  # role
    pass


class C24697(flask_appbuilder.BaseApi):  # role
    pass


class C29332(flask_appbuilder.ModelRestApi):  # role
    pass
