"""Proof of flask_restful.toml."""

import flask_restful
from flask import make_response
from flask_restful import Api, Resource, reqparse

api = Api()


class Item(Resource):
    def get(self, name):  # entry: remote
        return make_response(name)

    @flask_restful.marshal_with({})  # pass
    def post(self, name):  # entry: remote
        return {"name": name}

    @flask_restful.marshal_with_field(None)  # pass
    def put(self, name):  # entry: remote
        return name


def arguments():
    parser = reqparse.RequestParser()
    parser.add_argument("name")  # pass
    parser.replace_argument("name")  # pass
    parser.copy().parse_args()  # alias; source: remote
    return parser.parse_args()  # source: remote


def answers(value, early):
    if early:
        flask_restful.abort(404, message=value)  # exit; sink: answer
    return flask_restful.marshal(value, {})  # pass


@api.representation("text/html")  # entry
def as_page(data, code, headers):
    return make_response(data, code)


def roles(view, app):
    flask_restful.Api(view)  # role
    flask_restful.Api().init_app(view)  # role
    flask_restful.Api().add_resource(view, "/x")  # role


class C229336(flask_restful.Resource):  # role
    pass
