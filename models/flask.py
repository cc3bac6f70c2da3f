"""Proof of flask.toml."""

import flask.cli
import flask.views
import flask
import flask.app
import flask.blueprints
import flask.globals
import flask.helpers
import flask.sansio.app
import flask.templating
import flask.wrappers
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    copy_current_request_context,
    current_app,
    flash,
    g,
    get_flashed_messages,
    get_template_attribute,
    jsonify,
    make_response,
    redirect,
    render_template,
    render_template_string,
    request,
    send_file,
    send_from_directory,
    session,
    stream_template,
    stream_template_string,
    stream_with_context,
    url_for,
)
from flask.cli import AppGroup, with_appcontext
from flask.views import MethodView, View

app = Flask(__name__)
part = Blueprint("part", __name__)
group = AppGroup("group")


def other_names(environ, text):
    flask.app.Flask(__name__).redirect(text)  # alias; sink: redirect
    flask.sansio.app.Flask(__name__).redirect(text)  # alias; sink: redirect
    flask.blueprints.Blueprint("p", __name__).open_resource(text)  # alias; sink: path
    flask.globals.request.args["name"]  # alias; source: remote
    flask.helpers.redirect(text)  # alias; sink: redirect
    flask.templating.render_template_string(text)  # alias; sink: template
    flask.wrappers.Response(text)  # alias; pass
    flask.Request(environ).args["name"]  # alias; source: remote
    current_app.redirect(text)  # alias; sink: redirect
    flask.Markup(text)  # alias
    flask.escape(text)  # alias
    flask.safe_join("/srv", text)  # alias


def read_request():
    request.args["name"]  # source: remote; alias
    request.form["name"]  # source: remote; alias
    request.values["name"]  # source: remote; alias
    request.cookies["name"]  # source: remote; alias
    request.headers["X-Name"]  # source: remote; alias
    request.files.keys()  # source: remote; alias
    request.json["name"]  # source: remote
    request.get_json()["name"]  # source: remote
    request.data.decode()  # source: remote
    request.get_data(as_text=True)  # source: remote
    request.view_args["name"]  # source: remote
    request.query_string.decode()  # source: remote
    request.url.lower()  # source: remote
    request.full_path.lower()  # source: remote
    request.path.lower()  # source: remote-path
    request.base_url.lower()  # source: remote-path
    request.host.lower()  # source: remote-host
    request.host_url.lower()  # source: remote-host
    request.url_root.lower()  # source: remote-host
    request.root_url.lower()  # source: remote-host
    request.referrer.lower()  # source: remote
    request.origin.lower()  # source: remote
    request.user_agent.string.lower()  # source: remote
    request.authorization.username.lower()  # source: remote
    request.remote_user.lower()  # source: remote
    request.access_route[0]  # source: remote
    request.content_type.lower()  # source: remote
    request.mimetype.lower()  # source: remote
    request.mimetype_params["charset"]  # source: remote
    request.content_encoding.lower()  # source: remote
    request.pragma.to_header()  # source: remote
    request.accept_mimetypes.best  # source: remote
    request.accept_languages.best  # source: remote
    request.accept_charsets.best  # source: remote
    request.accept_encodings.best  # source: remote
    request.environ["HTTP_X_NAME"]  # source: remote
    request.environ["HTTP_REFERER"]  # source: remote; pass
    request.environ["REMOTE_ADDR"]  # pass
    request.environ["REQUEST_METHOD"]  # pass
    request.environ["SERVER_NAME"]  # pass
    request.environ["SERVER_PORT"]  # pass
    request.environ["wsgi.url_scheme"]  # pass


def read_uploads(target):
    request.files["upload"].save(target)  # alias
    request.files.get("upload").save(target)  # alias
    request.files.pop("upload").save(target)  # alias
    for upload in request.files.getlist("upload"):  # alias
        upload.save(target)  # alias
    for upload in request.files.values():  # alias
        upload.save(target)  # alias
    request.stream.read()  # source: remote; alias
    request.input_stream.read()  # source: remote; alias


def parts_of_headers(choices):
    request.accept_mimetypes.best_match(choices)  # alias
    request.accept_languages.best_match(choices)  # alias
    request.accept_charsets.best_match(choices)  # alias
    request.accept_encodings.best_match(choices)  # alias
    request.authorization.get("username")  # alias
    request.user_agent.to_header()  # alias


def sent_back():
    if request.is_json:
        return request.json  # source: remote; alias
    return request.get_json()  # source: remote; alias


@app.route("/a/<name>")  # entry: remote
def by_route(name):
    return name


@app.get("/b/<name>")  # entry: remote
def by_get(name):
    return name


@app.post("/c/<name>")  # entry: remote
def by_post(name):
    return name


@app.put("/d/<name>")  # entry: remote
def by_put(name):
    return name


@app.patch("/e/<name>")  # entry: remote
def by_patch(name):
    return name


@app.delete("/f/<name>")  # entry: remote
def by_delete(name):
    return name


@part.route("/a/<name>")  # entry: remote
def part_by_route(name):
    return name


@part.get("/b/<name>")  # entry: remote
def part_by_get(name):
    return name


@part.post("/c/<name>")  # entry: remote
def part_by_post(name):
    return name


@part.put("/d/<name>")  # entry: remote
def part_by_put(name):
    return name


@part.patch("/e/<name>")  # entry: remote
def part_by_patch(name):
    return name


@part.delete("/f/<name>")  # entry: remote
def part_by_delete(name):
    return name


def added(name):
    return name


def part_added(name):
    return name


app.add_url_rule("/g/<name>", view_func=added)  # entry: remote
part.add_url_rule("/g/<name>", "part_added", part_added)  # entry: remote


@app.endpoint("named")  # entry: remote
def by_endpoint(name):
    return name


@part.endpoint("named")  # entry: remote
def part_by_endpoint(name):
    return name


class Item(MethodView):
    def get(self, name):  # entry: remote
        return name

    def post(self, name):  # entry: remote
        return name


class Page(View):
    def dispatch_request(self, name):  # entry: remote
        return name


class Other(MethodView):
    def dispatch_request(self, name):  # entry: remote
        return name


@app.errorhandler(404)  # entry
def on_missing(error):
    return str(error)


@part.errorhandler(404)  # entry
def part_on_missing(error):
    return str(error)


@part.app_errorhandler(404)  # entry
def on_failure(error):
    return str(error)


@app.errorhandler(Exception)  # entry: exception
def on_anything(error):
    return "failed"


@part.errorhandler(Exception)  # entry: exception
def part_on_anything(error):
    return "failed"


@part.app_errorhandler(Exception)  # entry: exception
def part_on_everything(error):
    return "failed"


def on_error(error):
    return str(error)


def part_on_error(error):
    return str(error)


app.register_error_handler(400, on_error)  # entry
part.register_error_handler(400, part_on_error)  # entry


def on_all(error):
    return "failed"


def part_on_all(error):
    return "failed"


app.register_error_handler(Exception, on_all)  # entry: exception
part.register_error_handler(Exception, part_on_all)  # entry: exception


@app.before_request  # entry
def before():
    return None


@part.before_request  # entry
def part_before():
    return None


@part.before_app_request  # entry
def part_before_app():
    return None


@app.before_first_request  # entry
def first():
    return None


@part.before_app_first_request  # entry
def part_first():
    return None


@app.after_request  # entry
def after(response):
    return response


@part.after_request  # entry
def part_after(response):
    return response


@part.after_app_request  # entry
def part_after_app(response):
    return response


@app.teardown_request  # entry
def teardown(error):
    return None


@part.teardown_request  # entry
def part_teardown(error):
    return None


@part.teardown_app_request  # entry
def part_teardown_app(error):
    return None


@app.teardown_appcontext  # entry
def teardown_context(error):
    return None


@app.context_processor  # entry
def for_templates():
    return {}


@part.context_processor  # entry
def part_for_templates():
    return {}


@part.app_context_processor  # entry
def app_for_templates():
    return {}


@app.shell_context_processor  # entry
def for_shell():
    return {}


@part.record  # entry
def at_registration(state):
    return None


@app.url_value_preprocessor  # entry: remote
def take_values(endpoint, values):
    g.language = values.pop("language")


@part.url_value_preprocessor  # entry: remote
def part_take_values(endpoint, values):
    g.language = values.pop("language")


@part.app_url_value_preprocessor  # entry: remote
def app_take_values(endpoint, values):
    g.language = values.pop("language")


@app.template_filter("upper")  # entry
def filtered(value):
    return value


@app.template_test("long")  # entry
def tested(value):
    return len(value) > 9


@app.template_global("now")  # entry
def global_value():
    return 1


@part.app_template_filter("lower")  # entry
def part_filtered(value):
    return value


@part.app_template_test("short")  # entry
def part_tested(value):
    return len(value) < 9


@part.app_template_global("then")  # entry
def part_global_value():
    return 1


@app.cli.command("one")  # entry: argument
def command(name):
    return name


@part.cli.command("two")  # entry: argument
def part_command(name):
    return name


@group.command("three")  # entry: argument
def group_command(name):
    return name


def wrapped(function):
    with_appcontext(function)  # pass
    copy_current_request_context(function)  # pass
    stream_with_context(function())  # pass


def later():
    @flask.after_this_request  # entry
    def add(response):
        return response


def build(text, headers, kind):
    Response(text)  # pass
    Response("", headers=headers)  # pass
    Response("", mimetype=kind)  # pass; sink: header-value
    Response("", content_type=kind)  # pass; sink: header-value
    Response("", headers={"X-Name": text})  # sink: header-value
    Response("", headers={"Location": text})  # sink: redirect
    Response("", headers={"Refresh": text})  # sink: redirect
    Response("", headers={"Access-Control-Allow-Origin": text})  # sink: cors-origin
    app.response_class(text)  # alias; pass


@app.route("/body/<name>")
def body(name):
    return Response(name)  # response


@app.route("/data/<name>")
def data(name):
    answer = Response()
    answer.data = name
    return answer  # response


def make(text, headers):
    answer = make_response(text)  # pass
    make_response(Response(text))  # pass
    app.make_response(text).get_data()  # pass; alias
    app.make_response(Response(text))  # pass
    make_response("", headers)  # pass
    make_response("", 200, headers)  # pass
    make_response("", 200, {"X-Name": text})  # sink: header-value
    answer.set_data(text)  # pass
    answer.get_data()  # pass
    answer.get_json()  # pass
    return answer


def decorate(answer_text, name, value, target, origin):
    answer = make_response(answer_text)
    answer.headers["X-Name"] = value  # alias
    answer.location = target  # sink: redirect
    answer.mimetype = value  # sink: header-value
    answer.content_type = value  # sink: header-value
    answer.content_disposition = value  # sink: header-value
    answer.content_location = value  # sink: header-value
    answer.content_language = value  # sink: header-value
    answer.access_control_allow_origin = origin  # sink: cors-origin
    answer.set_cookie(name, value)  # sink: cookie
    answer.delete_cookie(name)  # pass
    answer.set_etag(value)  # pass
    answer.add_etag()  # pass
    return answer


def as_json(value):
    jsonify(value).get_data()  # clean: html; alias
    flask.json.jsonify(value).get_data()  # clean: html; alias
    app.json.response(value).get_data()  # clean: html; alias
    flask.json.dumps(value)  # alias
    app.json.dumps(value)  # alias
    flask.json.loads(value)  # alias
    app.json.loads(value)  # alias


def move(target, name):
    redirect(target).set_cookie("name", name)  # sink: redirect; alias; sink: cookie
    app.redirect(target).set_cookie("name", name)  # sink: redirect; alias; sink: cookie
    url_for("page", name=name)  # pass
    app.url_for("page", name=name)  # pass
    url_for("page", _external=True)  # source: remote-host
    app.url_for("page", _external=True)  # source: remote-host


def stop(text, early):
    if early:
        abort(404)  # exit
    if text:
        abort(400, text)  # exit; sink: answer
    elif text:
        abort(Response(text))  # sink: html; exit
    app.aborter(404)  # exit


def files(path, folder, kind, name, value):
    send_file(path).set_cookie("name", value)  # sink: path; alias; sink: cookie
    send_file("a.txt", kind)  # sink: header-value
    send_from_directory(folder, "a.txt").set_cookie("name", value)  # sink: path; alias; sink: cookie
    send_from_directory(folder, name)  # sink: path
    app.send_static_file(name).set_cookie("name", value)  # pass; alias; sink: cookie
    part.send_static_file(name).set_cookie("name", value)  # pass; alias; sink: cookie
    app.open_resource(path).read()  # sink: path; alias
    app.open_instance_resource(path).read()  # sink: path; alias
    part.open_resource(path).read()  # sink: path; alias


def templates(name, source, value):
    render_template(name)  # sink: template-name
    stream_template(name)  # sink: template-name
    get_template_attribute(name, "macro")  # sink: template-name
    render_template("a.html", value=value)  # clean: html; render
    stream_template("a.html", value=value)  # clean: html; render
    render_template_string(source)  # sink: template
    stream_template_string(source)  # sink: template
    render_template_string("{{ value }}", value=value)  # clean: html; render
    stream_template_string("{{ value }}", value=value)  # clean: html; render


def environment(name, source, value):
    app.jinja_env.from_string(source)  # sink: template
    app.jinja_env.compile(source)  # sink: template
    app.jinja_env.compile_expression(source)  # sink: template
    app.jinja_env.get_template(name)  # sink: template-name
    app.jinja_env.select_template([name])  # sink: template-name
    app.jinja_env.get_or_select_template(name)  # sink: template-name
    app.jinja_env.from_string("{{ value }}").render(value=value)  # clean: html
    app.jinja_env.get_template("a.html").render(value=value)  # clean: html
    app.jinja_env.select_template(["a.html"]).render(value=value)  # clean: html
    app.jinja_env.get_or_select_template("a.html").render(value=value)  # clean: html


def remember(name, value):
    session["name"] = value  # sink: session-value
    session[name] = True  # sink: session-key
    session.update({"name": value})  # sink: session-value
    session.update(name=value)  # sink: session-value
    session.setdefault("name", value)  # sink: session-value
    session.setdefault(name, True)  # sink: session-key
    session.pop(name, None)  # sink: session-key
    g.get("name", value)  # pass
    g.pop("name", value)  # pass
    g.setdefault("name", value)  # pass
    flash(value)  # pass; sink: answer
    get_flashed_messages()  # pass


def settings(path, name, load):
    app.config["SECRET_KEY"] = "one two three four"  # sink: secret-key
    app.config["SECRET_KEY_FALLBACKS"] = ["one two three four"]  # sink: secret-key
    app.config["WTF_CSRF_SECRET_KEY"] = "one two three four"  # sink: secret-key
    app.config["JWT_SECRET_KEY"] = "one two three four"  # sink: secret-key
    app.config["SECURITY_PASSWORD_SALT"] = "one two three four"  # sink: secret-key
    app.secret_key = "one two three four"  # sink: secret-key
    app.config.update(SECRET_KEY="one two three four")  # sink: secret-key
    app.config.from_mapping(SECRET_KEY="one two three four")  # sink: secret-key; pass
    app.config.from_pyfile(path)  # sink: path
    app.config.from_file(path, load=load)  # sink: path
    app.config.from_file("settings.json", load=read_settings)  # callback
    app.config.from_object(f"settings.{name}")  # sink: import
    app.logger.info("hello %s", name)  # alias


def read_settings(stream):
    return stream.read()


def whole_application():
    shop = flask.Flask("shop", template_folder="pages")  # role
    part = flask.Blueprint("part", __name__, url_prefix="/part")  # role
    inner = flask.Blueprint("inner", __name__)  # role
    part.register_blueprint(inner, url_prefix="/inner")  # role
    shop.register_blueprint(part)  # role

    @shop.route("/a", methods=["GET"])  # role
    def a():
        return flask.session["who"]  # role

    @part.route("/b")  # role
    def b():
        return ""

    @shop.get("/c")  # role
    @part.get("/c")  # role
    def c():
        return ""

    @shop.post("/d")  # role
    @part.post("/d")  # role
    def d():
        return ""

    @shop.put("/e")  # role
    @part.put("/e")  # role
    def e():
        return ""

    @shop.patch("/f")  # role
    @part.patch("/f")  # role
    def f():
        return ""

    @shop.delete("/g")  # role
    @part.delete("/g")  # role
    def g():
        return ""

    shop.add_url_rule("/h", "h", a)  # role
    part.add_url_rule("/h", "h", view_func=Basket.as_view("basket"))  # role; pass
    shop.before_request(a)  # role
    part.before_request(a)  # role
    part.before_app_request(a)  # role
    app.url_value_preprocessor(a)  # role
    part.url_value_preprocessor(a)  # role
    part.app_url_value_preprocessor(a)  # role
    shop.after_request(b)  # role
    part.after_request(b)  # role
    part.after_app_request(b)  # role

    @shop.errorhandler(404)  # role
    @part.errorhandler(404)  # role
    @part.app_errorhandler(500)  # role
    def missing(error):
        return "", 404

    shop.register_error_handler(403, missing)  # role
    part.register_error_handler(403, missing)  # role
    shop.config["DEBUG"] = False  # role
    shop.secret_key = read_key()  # role
    shop.debug = False  # role
    shop.testing = False  # role
    shop.permanent_session_lifetime = 3600  # role
    shop.config.from_object("shop.settings")  # role
    shop.config.from_mapping(DEBUG=False)  # role
    shop.config.update(DEBUG=False)  # role
    shop.config.from_pyfile("shop.cfg")  # role
    shop.config.from_file("shop.json")  # role
    shop.config.from_json("shop.json")  # role
    shop.config.from_envvar("SHOP_SETTINGS")  # role
    shop.config.from_prefixed_env()  # role
    shop.run(debug=False)  # role
    return shop


class Basket(flask.views.MethodView):  # role; alias
    def get(self):
        return ""


def roles(view, app):
    flask.session  # role
    flask.session.get(view)  # role
    flask.g  # role
    flask.request.endpoint  # role
    flask.request.path  # role
    flask.request.method  # role
    flask.request.blueprint  # role
    flask.request.headers  # role
    flask.request.args  # role
    flask.request.form  # role
    flask.request.values  # role
    flask.request.cookies  # role
    flask.request.files  # role
    flask.request.json  # role
    flask.request.get_json(view)  # role
    flask.request.data  # role
    flask.request.get_data(view)  # role
    flask.request.authorization  # role
    flask.render_template(view)  # role
    flask.stream_template(view)  # role
    flask.views.View.as_view(view)  # role
    flask.Flask().cli.command()(view)  # role
    flask.Blueprint().cli.command()(view)  # role
    flask.cli.AppGroup().command()(view)  # role
    flask.Flask().teardown_request(view)  # role
    flask.Blueprint().teardown_request(view)  # role


def kept(value):
    flask.session["motto"] = value  # role
    flask.session.setdefault("motto", value)  # role
    flask.session.pop("motto")  # source: kept; role
    flask.session.get("motto")  # source: kept; role
    return flask.session["motto"]  # source: kept; role
