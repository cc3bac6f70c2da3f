"""Proof of flask_mail.toml."""

import flask_mail


def messages(value):
    flask_mail.Message(None, None, None, value)  # sink: html; sink: mail-body


def written(value):
    message = flask_mail.Message("hello")
    message.html = value  # sink: html; sink: mail-body
    message.body = value  # sink: mail-body
    flask_mail.Mail().send(message)  # pass
    flask_mail.Mail().send_message(message)  # pass


def roles(view, app):
    flask_mail.Mail(view)  # role
    flask_mail.Mail().init_app(view)  # role
