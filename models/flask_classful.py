"""Proof of flask_classful.toml."""

import flask_classful
import flask_classy


def roles(view, app):
    flask_classy.FlaskView.register(view)  # alias
    flask_classful.FlaskView.register(view)  # role
    flask_classful.route()(view)  # role


class C249840(flask_classful.FlaskView):  # role
    pass
