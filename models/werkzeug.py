"""Proof of werkzeug.toml."""

import json

import werkzeug
import werkzeug.exceptions
import werkzeug.security
import werkzeug.utils
import werkzeug.wsgi
from flask import Flask, request
from werkzeug.datastructures import (
    CombinedMultiDict,
    EnvironHeaders,
    FileStorage,
    Headers,
    ImmutableMultiDict,
    ImmutableOrderedMultiDict,
    ImmutableTypeConversionDict,
    MultiDict,
    OrderedMultiDict,
    TypeConversionDict,
)
from werkzeug.routing import BaseConverter
from werkzeug.security import check_password_hash, gen_salt, generate_password_hash
from werkzeug.urls import (
    iri_to_uri,
    uri_to_iri,
    url_encode,
    url_join,
    url_parse,
    url_quote,
    url_quote_plus,
    url_unquote,
    url_unquote_plus,
)
from werkzeug.utils import safe_join, secure_filename
from werkzeug.wrappers import BaseRequest, BaseResponse, Request, Response
from werkzeug.wrappers.request import Request as SameRequest
from werkzeug.wrappers.response import Response as SameResponse


def application(environ, start_response):
    name = Request(environ).args["name"]  # alias
    other = BaseRequest(environ).args["name"]  # alias
    third = SameRequest(environ).args["name"]  # alias
    fourth = werkzeug.Request(environ).args["name"]  # alias
    response = Response(name)  # alias
    BaseResponse(other)  # alias
    SameResponse(third)  # alias
    werkzeug.Response(fourth)  # alias
    return response(environ, start_response)


def answers(target, path, folder, text):
    werkzeug.utils.redirect(target)  # alias
    werkzeug.utils.send_file(path)  # alias
    werkzeug.wsgi.send_file(path)  # alias
    werkzeug.utils.send_from_directory(folder, "a.txt")  # alias
    werkzeug.utils.escape(text)  # alias
    werkzeug.escape(text)  # alias


def stop(early):
    if early:
        werkzeug.exceptions.abort(404)  # alias
    werkzeug.abort(404)  # alias


def refuse(text):
    werkzeug.exceptions.HTTPException(text)  # pass
    werkzeug.exceptions.BadRequest(text)  # alias
    werkzeug.exceptions.Conflict(text)  # alias
    werkzeug.exceptions.Forbidden(text)  # alias
    werkzeug.exceptions.Gone(text)  # alias
    werkzeug.exceptions.InternalServerError(text)  # alias
    werkzeug.exceptions.NotFound(text)  # alias
    werkzeug.exceptions.TooManyRequests(text)  # alias
    werkzeug.exceptions.Unauthorized(text)  # alias
    werkzeug.exceptions.UnprocessableEntity(text)  # alias


def addresses(target):
    app = Flask(__name__)
    adapter = app.url_map.bind("shop.example")
    other = app.url_map.bind_to_environ(request.environ)
    adapter.allowed_methods(target)  # alias; guard: redirect
    adapter.test(target)  # guard: redirect
    other.match(target)  # alias; guard: redirect


def names(name, folder):
    werkzeug.secure_filename(name)  # alias; clean: path
    secure_filename(name)  # clean: path
    werkzeug.utils.import_string(name)  # sink: import
    werkzeug.security.safe_join("/srv", name)  # alias; clean: path
    safe_join("/srv", name)  # clean: path
    safe_join(folder, "a.txt")  # pass


def passwords(password, stored):
    generate_password_hash(password)  # sink: password
    check_password_hash(stored, password)  # pass
    gen_salt(16)  # pass


def containers(pairs):
    values = MultiDict(pairs)  # pass
    first = werkzeug.MultiDict(pairs)  # alias; pass
    ImmutableMultiDict(pairs)  # alias; pass
    OrderedMultiDict(pairs)  # alias; pass
    ImmutableOrderedMultiDict(pairs)  # alias; pass
    CombinedMultiDict([first])  # alias; pass
    TypeConversionDict(pairs)  # alias; pass
    ImmutableTypeConversionDict(pairs)  # alias; pass
    return values


def values(fallback):
    arguments = request.args
    arguments["name"]  # clean: nosql
    arguments.get("name")  # clean: nosql
    arguments.get("name", fallback)  # pass
    arguments.get("name", type=int)  # pass
    arguments.get("name", type=float)  # pass
    arguments.get("query", type=json.loads)  # callback
    arguments.getlist("name")  # clean: nosql
    arguments.getlist("query", type=json.loads)  # callback
    arguments.poplist("name")  # clean: nosql
    arguments.keys()  # clean: nosql
    arguments.values()  # clean: nosql
    arguments.items()  # clean: nosql
    arguments.lists()  # clean: nosql
    arguments.listvalues()  # clean: nosql
    arguments.pop("name")  # clean: nosql
    arguments.setdefault("name", "")  # clean: nosql
    arguments.to_dict()  # pass
    arguments.copy()  # pass
    arguments.deepcopy()  # pass
    arguments.popitem()  # pass


def read_headers(fallback, environ):
    headers = request.headers
    headers["X-Name"]  # clean: nosql
    headers.get("X-Name")  # clean: nosql
    headers.get("Referer")  # clean: nosql
    headers["Referer"]  # clean: nosql
    headers.get("X-Name", fallback)  # pass
    headers.get("X-Name", type=int)  # pass
    headers.get("X-Name", type=float)  # pass
    headers.get("X-Query", type=json.loads)  # callback
    headers.getlist("X-Name")  # clean: nosql
    headers.getlist("X-Query", type=json.loads)  # callback
    headers.get_all("X-Name")  # clean: nosql
    headers.keys()  # clean: nosql
    headers.values()  # clean: nosql
    headers.items()  # clean: nosql
    headers.pop("X-Name")  # clean: nosql
    headers.to_wsgi_list()  # pass
    headers.copy()  # pass
    EnvironHeaders(environ).get("X-Name")  # alias


def write_headers(name, value, target, origin):
    headers = Headers(value)  # pass
    werkzeug.Headers(value)  # alias; pass
    headers["X-Name"] = value  # sink: header-value
    headers[name] = "1"  # sink: header
    headers["Location"] = target  # sink: redirect
    headers["location"] = target  # sink: redirect
    headers["Refresh"] = target  # sink: redirect
    headers["Access-Control-Allow-Origin"] = origin  # sink: cors-origin
    headers["access-control-allow-origin"] = origin  # sink: cors-origin
    headers.add("X-Name", value)  # sink: header-value; store
    headers.add_header("X-Name", value)  # sink: header-value
    headers.set("X-Name", value)  # sink: header-value; store
    headers.setdefault("X-Name", value)  # sink: header-value
    headers.add("Location", target)  # sink: redirect
    headers.add_header("Location", target)  # sink: redirect
    headers.set("Location", target)  # sink: redirect
    headers.setdefault("Location", target)  # sink: redirect
    headers.add("Access-Control-Allow-Origin", origin)  # sink: cors-origin
    headers.add_header("Access-Control-Allow-Origin", origin)  # sink: cors-origin
    headers.set("Access-Control-Allow-Origin", origin)  # sink: cors-origin
    headers.setdefault("Access-Control-Allow-Origin", origin)  # sink: cors-origin
    headers.add(value, "1")  # sink: header
    headers.add_header(value, "1")  # sink: header
    headers.set(value, "1")  # sink: header
    headers.setdefault(value, "1")  # sink: header
    headers.extend({"X-Name": value})  # sink: header-value
    headers.update({"X-Name": value})  # sink: header-value


def uploads(stream, name, target):
    upload = FileStorage(stream, name)  # pass
    werkzeug.FileStorage(stream, name)  # alias; pass
    upload.save(target)  # sink: path-write
    upload.read()  # pass
    upload.readline()  # pass
    upload.readlines()  # pass
    upload.getvalue()  # pass
    upload.seek(0)  # pass
    upload.tell()  # pass
    upload.close()  # pass
    upload.stream.read()  # alias
    upload.headers.get("X-Name")  # alias
    return upload.content_length  # pass


def negotiated(choices):
    request.accept_mimetypes.best_match(choices)  # pass
    request.accept_languages.best_match(choices)  # pass
    request.authorization.get("username")  # pass
    request.user_agent.to_header()  # pass


def addresses(text, base):
    url_quote(text)  # clean: html
    url_quote_plus(text)  # clean: html
    url_unquote(text)  # pass
    url_unquote_plus(text)  # pass
    url_join(base, text)  # pass
    iri_to_uri(text)  # pass
    uri_to_iri(text)  # pass
    url_parse(text)  # alias
    url_encode({"name": text})  # alias


class ListConverter(BaseConverter):
    def to_python(self, value):  # entry: remote
        return super().to_python(value).split("+")  # pass
