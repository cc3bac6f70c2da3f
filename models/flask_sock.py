"""Proof of flask_sock.toml."""

import flask_sock

socket = flask_sock.Sock()  # role


@socket.route("/echo")  # entry: remote
def echo(connection):
    return connection.receive()


def create(app):
    socket.init_app(app)  # role
