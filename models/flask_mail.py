"""Proof of flask_mail.toml."""

import flask_mail


def messages(value):
    flask_mail.Message(value)  # sink: email
    flask_mail.Message(None, None, None, value)  # sink: html


def written(value):
    message = flask_mail.Message("hello")
    message.subject = value  # sink: email
    message.sender = value  # sink: email
    message.reply_to = value  # sink: email
    message.html = value  # sink: html
    message.add_recipient(value)  # sink: email
    flask_mail.Mail().send(message)  # pass
    flask_mail.Mail().send_message(message)  # pass
