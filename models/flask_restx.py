"""Proof of flask_restx.toml."""

import flask_restplus
import flask_restx
from flask import make_response
from flask_restx import Api, Namespace, Resource, reqparse

api = Api()
space = Namespace("space")


@api.route("/item/<name>")  # pass
@api.doc(id="item")  # pass
class Item(Resource):
    @api.expect(None)  # pass
    @api.response(200, "fine")  # pass
    @api.param("name", "text")  # pass
    def get(self, name):  # entry: remote
        return make_response(name)

    @api.marshal_with(None)  # pass
    def post(self, name):  # entry: remote
        return {"name": name}

    @api.marshal_list_with(None)  # pass
    def put(self, name):  # entry: remote
        return [name]

    @flask_restx.marshal_with(None)  # pass
    def patch(self, name):  # entry: remote
        return name


@space.route("/other/<name>")  # pass
@space.doc(id="other")  # pass
class Other(Resource):
    @space.expect(None)  # pass
    @space.response(200, "fine")  # pass
    @space.param("name", "text")  # pass
    def delete(self, name):  # entry: remote
        return name

    @space.marshal_with(None)  # pass
    def get(self, name):  # entry: remote
        return name

    @space.marshal_list_with(None)  # pass
    def post(self, name):  # entry: remote
        return [name]


def arguments():
    parser = reqparse.RequestParser()
    parser.add_argument("name")  # pass
    parser.replace_argument("name")  # pass
    parser.parse_args()  # source: remote
    parser.copy().parse_args()  # alias; source: remote
    api.parser().parse_args()  # alias; source: remote
    space.parser().parse_args()  # alias; source: remote
    flask_restplus.reqparse.RequestParser().parse_args()  # alias; source: remote
    str(api.payload)  # source: remote
    str(space.payload)  # source: remote


def stop(which):
    if which == 1:
        flask_restx.abort(404)  # exit
    elif which == 2:
        api.abort(404)  # exit
    space.abort(404)  # exit


def marshalled(value):
    return flask_restx.marshal(value, {})  # pass


@api.errorhandler(ValueError)  # entry: exception
def failed(error):
    return {"message": str(error)}


@space.errorhandler(KeyError)  # entry: exception
def missed(error):
    return {"message": str(error)}


def roles(view, app):
    flask_restx.Api(view)  # role
    flask_restx.Namespace(view)  # role
    flask_restx.Api().namespace(view)  # role
    flask_restx.Api().init_app(view)  # role
    flask_restx.Api().add_namespace(view)  # role
    flask_restx.Api().add_resource(view, "/x")  # role
    flask_restx.Namespace().add_resource(view, "/x")  # role
    flask_restx.Api().route()(view)  # role
    flask_restx.Namespace().route()(view)  # role


class C209897(flask_restx.Resource):  # role
    pass


def grouped(view):
    return flask_restx.Api().namespace(view).marshal(view, {}), flask_restx.Api().namespace("x").route("/y")(view)  # alias
