"""Proof of flask_socketio.toml."""

import flask_socketio


def events():
    socket = flask_socketio.SocketIO()
    
    @socket.on("message")  # entry: remote
    def first(data):
        return data
    
    @socket.event  # entry: remote
    def second(data):
        return data
    
    @socket.event(namespace="/shop")  # entry: remote
    def third(data):
        return data
    
    def fourth(data):
        return data
    
    socket.on_event("other", fourth)  # entry: remote
    
    @socket.on_error()  # entry: exception
    def fifth(error):
        return error
    
    @socket.on_error_default  # entry: exception
    def sixth(error):
        return error


def sent(value):
    flask_socketio.emit(value)  # pass
    flask_socketio.send(value)  # pass
    flask_socketio.SocketIO().emit(value)  # pass
    flask_socketio.SocketIO().send(value)  # pass
    flask_socketio.join_room(value)  # pass


def roles(view, app):
    flask_socketio.SocketIO(view)  # role
    flask_socketio.SocketIO().init_app(view)  # role
