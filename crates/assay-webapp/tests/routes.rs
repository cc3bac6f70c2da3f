//! Routes and guards of small applications: each guard has a twin that is none.

use assay_models::Models;
use assay_python::Program;
use assay_source::Project;
use assay_webapp::{Csrf, Route, WebApp};

fn built(text: &str) -> WebApp {
    built_of(&[("app.py", text)])
}

fn built_of(files: &[(&str, &str)]) -> WebApp {
    let project = Project::from_texts(files.iter().copied());
    let modules = project.files.iter().map(assay_python::lower).collect();
    let program = Program::link(modules, &project);
    let models = Models::embedded();
    let solution = assay_taint::solve(&program, models, &[], &assay_taint::Options::default());
    WebApp::build(&project, &program, models, &solution)
}

/// One line for each route: methods, URL, view, what the guards ask.
fn lines(app: &WebApp) -> Vec<String> {
    let line = |route: &Route| {
        let asked: Vec<&str> = route.guards.iter().map(|guard| guard.what.word()).collect();
        let mut line = format!(
            "{} {} {} {}",
            route.methods.join(","),
            route.rule,
            route.name,
            asked.join(",")
        );
        line.truncate(line.trim_end().len());
        line
    };
    app.routes.iter().map(line).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(lines(&built(text)), expected);
}

const FLASK: &str = "from functools import wraps\n\
    from flask import Flask, Blueprint, session, redirect, abort, g, request\n\
    from flask_login import login_required, current_user\n\
    app = Flask(__name__)\n";

fn check_views(views: &str, expected: &[&str]) {
    check(&format!("{FLASK}{views}"), expected);
}

#[test]
fn prefixes_of_nested_blueprints_add_up() {
    check_views(
        "outer = Blueprint('outer', __name__, url_prefix='/o')\n\
         inner = Blueprint('inner', __name__, url_prefix='/i')\n\
         @inner.post('/x')\n\
         def x():\n    return ''\n\
         outer.register_blueprint(inner)\n\
         app.register_blueprint(outer, url_prefix='/new')\n",
        &["POST /new/i/x x"],
    );
}

#[test]
fn a_factory_registers_for_its_application() {
    check(
        "from flask import Flask, Blueprint\n\
         part = Blueprint('part', __name__)\n\
         @part.route('/p/<int:n>', methods=['GET', 'PUT'])\n\
         def p(n):\n    return ''\n\
         def create():\n    app = Flask(__name__)\n    for one in (part,):\n        app.register_blueprint(one, url_prefix='/v1')\n    return app\n",
        &["GET,PUT /v1/p/<int:n> p"],
    );
}

#[test]
fn a_class_of_views_has_a_route_for_each_method() {
    check_views(
        "from flask.views import MethodView\n\
         class Item(MethodView):\n    decorators = [login_required]\n    def get(self):\n        return ''\n    def delete(self):\n        return ''\n\
         app.add_url_rule('/item', view_func=Item.as_view('item'))\n",
        &["DELETE /item Item.delete login", "GET /item Item.get login"],
    );
}

#[test]
fn resources_of_an_api_are_routes() {
    check_views(
        "from flask_restful import Api, Resource\n\
         api = Api(app, prefix='/api')\n\
         class Note(Resource):\n    method_decorators = [login_required]\n    def get(self):\n        return {}\n\
         class Open(Resource):\n    def get(self):\n        return {}\n\
         api.add_resource(Note, '/note', '/n')\n\
         api.add_resource(Open, '/open')\n",
        &[
            "GET /api/n Note.get login",
            "GET /api/note Note.get login",
            "GET /api/open Open.get",
        ],
    );
}

#[test]
fn rows_of_a_list_stay_together() {
    check_views(
        "from flask_restful import Api, Resource\n\
         class A(Resource):\n    def get(self):\n        return {}\n\
         class B(Resource):\n    def get(self):\n        return {}\n\
         ROWS = [(A, '/a'), (B, '/b')]\n\
         api = Api(app)\n\
         for row in ROWS:\n    api.add_resource(*row)\n",
        &["GET /a A.get", "GET /b B.get"],
    );
}

#[test]
fn namespaces_have_paths() {
    check_views(
        "from flask_restx import Api, Namespace, Resource\n\
         api = Api(app)\n\
         ns = Namespace('cats', path='/cats')\n\
         api.add_namespace(ns)\n\
         @ns.route('/all')\n\
         class Cats(Resource):\n    @login_required\n    def post(self):\n        return {}\n",
        &["POST /cats/all Cats.post login"],
    );
}

#[test]
fn exposed_methods_stand_below_their_class() {
    check_views(
        "from flask_appbuilder import AppBuilder, BaseView, expose\n\
         from flask_appbuilder.security.decorators import has_access\n\
         appbuilder = AppBuilder(app)\n\
         class Report(BaseView):\n    route_base = '/report'\n    @expose('/all', methods=['POST'])\n    @has_access\n    def everything(self):\n        return ''\n    @expose('/open')\n    def public(self):\n        return ''\n\
         appbuilder.add_view(Report, 'Report')\n",
        &[
            "POST /report/all Report.everything role",
            "GET /report/open Report.public",
        ],
    );
}

#[test]
fn a_decorator_is_a_guard_if_it_keeps_strangers_out() {
    check_views(
        "def known(f):\n    @wraps(f)\n    def inner(*a, **k):\n        if 'user' not in session:\n            return redirect('/login')\n        return f(*a, **k)\n    return inner\n\
         def counted(f):\n    @wraps(f)\n    def inner(*a, **k):\n        if 'user' not in session:\n            print('stranger')\n        return f(*a, **k)\n    return inner\n\
         @app.get('/a')\n@known\ndef a():\n    return ''\n\
         @app.get('/b')\n@counted\ndef b():\n    return ''\n",
        &["GET /a a login", "GET /b b"],
    );
}

#[test]
fn a_decorator_with_arguments_asks_what_it_is_given() {
    check_views(
        "def requires(role=None, optional=False):\n    def outer(f):\n        @wraps(f)\n        def inner(*a, **k):\n            if not optional and not current_user.is_authenticated:\n                abort(401)\n            return f(*a, **k)\n        return inner\n    return outer\n\
         @app.get('/a')\n@requires()\ndef a():\n    return ''\n\
         @app.get('/b')\n@requires(optional=True)\ndef b():\n    return ''\n",
        &["GET /a a login", "GET /b b"],
    );
}

#[test]
fn a_guard_above_the_registration_never_runs() {
    let app = built(&format!(
        "{FLASK}@login_required\n@app.get('/a')\ndef a():\n    return ''\n"
    ));
    let [route] = app.routes.as_slice() else {
        panic!("one route")
    };
    assert_eq!((route.guards.len(), route.late_guards.len()), (0, 1));
    assert!(!route.is_authenticated());
}

#[test]
fn a_hook_guards_the_views_of_its_blueprint() {
    check_views(
        "admin = Blueprint('admin', __name__, url_prefix='/admin')\n\
         @admin.before_request\ndef only_admins():\n    if not session.get('is_admin'):\n        abort(403)\n\
         @admin.post('/x')\ndef x():\n    return ''\n\
         @app.post('/y')\ndef y():\n    return ''\n\
         app.register_blueprint(admin)\n",
        &["POST /admin/x x role", "POST /y y"],
    );
}

#[test]
fn a_hook_lets_listed_endpoints_through() {
    check_views(
        "PUBLIC = ['login', 'static']\n\
         @app.before_request\ndef check():\n    if request.endpoint in PUBLIC:\n        return None\n    if 'user' not in session:\n        return redirect('/login')\n\
         @app.get('/login')\ndef login():\n    return ''\n\
         @app.get('/home')\ndef home():\n    return ''\n",
        &["GET /home home login", "GET /login login"],
    );
}

#[test]
fn what_a_hook_remembers_says_who_the_sender_is() {
    check_views(
        "@app.before_request\ndef load():\n    g.user = None\n    if 'user_id' in session:\n        g.user = session['user_id']\n\
         def known(f):\n    @wraps(f)\n    def inner(*a, **k):\n        if g.user is None:\n            return redirect('/login')\n        return f(*a, **k)\n    return inner\n\
         @app.get('/a')\n@known\ndef a():\n    return ''\n",
        &["GET /a a login"],
    );
}

#[test]
fn a_helper_that_raises_is_a_guard_and_one_that_tells_may_be() {
    check_views(
        "def ensure():\n    if not current_user.is_admin:\n        abort(403)\n\
         def may():\n    return bool(session.get('user'))\n\
         @app.get('/a')\ndef a():\n    ensure()\n    return 'secret'\n\
         @app.get('/b')\ndef b():\n    if not may():\n        return redirect('/login')\n    return 'secret'\n\
         @app.get('/c')\ndef c():\n    if may():\n        return redirect('/home')\n    return 'login form'\n",
        &["GET /a a role", "GET /b b login", "GET /c c"],
    );
}

#[test]
fn a_check_for_one_method_guards_only_that() {
    let app = built(&format!(
        "{FLASK}@app.route('/a', methods=['GET', 'POST'])\ndef a():\n    if request.method == 'POST':\n        if 'user' not in session:\n            abort(401)\n        return 'done'\n    return 'form'\n"
    ));
    let open: Vec<Vec<&str>> = app
        .routes
        .iter()
        .map(|route| route.open_methods().collect())
        .collect();
    assert_eq!(open, [["GET"]]);
}

#[test]
fn owners_are_asked_for_by_condition_and_by_query() {
    check_views(
        "class Note:\n    query = None\n\
         @app.get('/a/<int:n>')\n@login_required\ndef a(n):\n    note = Note.query.get(n)\n    if note.owner_id != current_user.id:\n        abort(403)\n    return 'x'\n\
         @app.get('/b/<int:n>')\n@login_required\ndef b(n):\n    note = Note.query.filter_by(id=n, owner_id=current_user.id).first()\n    return 'x'\n\
         @app.get('/c/<int:n>')\n@login_required\ndef c(n):\n    note = Note.query.get(n)\n    return 'x'\n",
        &[
            "GET /a/<int:n> a login,owner",
            "GET /b/<int:n> b login,owner",
            "GET /c/<int:n> c login",
        ],
    );
}

#[test]
fn optional_tokens_are_no_guard() {
    check_views(
        "from flask_jwt_extended import jwt_required\n\
         @app.post('/a')\n@jwt_required()\ndef a():\n    return ''\n\
         @app.post('/b')\n@jwt_required(optional=True)\ndef b():\n    return ''\n",
        &["POST /a a token", "POST /b b"],
    );
}

#[test]
fn a_key_in_a_header_is_a_token() {
    check_views(
        "KEY = 'x'\n\
         @app.post('/a')\ndef a():\n    if request.headers.get('X-Api-Key') != KEY:\n        abort(401)\n    return ''\n",
        &["POST /a a token"],
    );
}

#[test]
fn exempted_views_have_no_protection_against_forged_requests() {
    let app = built(&format!(
        "{FLASK}from flask_wtf import CSRFProtect\ncsrf = CSRFProtect()\ncsrf.init_app(app)\n\
         @app.post('/a')\ndef a():\n    return ''\n\
         @app.post('/b')\n@csrf.exempt\ndef b():\n    return ''\n"
    ));
    let states: Vec<&str> = app
        .routes
        .iter()
        .map(|route| match route.csrf {
            Csrf::Protected { .. } => "protected",
            Csrf::Exempt { .. } => "exempt",
            Csrf::Unprotected | Csrf::SafeMethod | Csrf::Token => "other",
        })
        .collect();
    assert_eq!(states, ["protected", "exempt"]);
}

#[test]
fn inputs_templates_and_tables_are_told() {
    let app = built(&format!(
        "{FLASK}from flask import render_template\nfrom flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy(app)\n\
         class User(db.Model):\n    pass\n\
         @app.post('/a')\ndef a():\n    user = User(name=request.form['name'])\n    page = request.args.get('page', type=int)\n    return render_template('a.html', user=user, page=page)\n"
    ));
    let [route] = app.routes.as_slice() else {
        panic!("one route")
    };
    let inputs: Vec<_> = route
        .inputs
        .iter()
        .map(|input| {
            (
                input.from.as_str(),
                input.name.as_deref(),
                input.validated.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        inputs,
        [
            ("form", Some("name"), None),
            ("query", Some("page"), Some("int"))
        ]
    );
    assert_eq!(route.templates.len(), 1);
    assert_eq!(
        route
            .tables
            .iter()
            .map(|table| (&*table.name, table.is_written))
            .collect::<Vec<_>>(),
        [("User", true)]
    );
}

#[test]
fn name_spaces_that_an_api_makes_have_its_prefix() {
    check(
        "from flask import Flask, Blueprint\n\
         from flask_restx import Api, Resource\n\
         class OwnApi(Api):\n    def __init__(self, app=None, **options):\n        super().__init__(app, **options)\n\
         app = Flask(__name__)\n\
         one, two = Blueprint('one', __name__, url_prefix='/1'), Blueprint('two', __name__, url_prefix='/2')\n\
         first = OwnApi(one)\n\
         second = OwnApi(two)\n\
         notes = first.namespace('notes', 'Notes')\n\
         tags = second.namespace('tags', path='/t')\n\
         @notes.route('/')\nclass Notes(Resource):\n    def get(self):\n        return {}\n\
         @tags.route('/')\nclass Tags(Resource):\n    def get(self):\n        return {}\n\
         app.register_blueprint(one)\n\
         app.register_blueprint(two)\n",
        &["GET /1/notes/ Notes.get", "GET /2/t/ Tags.get"],
    );
}

#[test]
fn a_preprocessor_of_urls_guards_routes_with_the_part_that_it_looks_at() {
    check_views(
        "part = Blueprint('part', __name__)\n\
         @part.url_value_preprocessor\n\
         def pull(endpoint, values):\n    if not values:\n        values = {}\n    name = values.pop('shop', None)\n    if name:\n        if session.get('user') is None and endpoint != 'part.join':\n            abort(401)\n        g.shop = name\n\
         @part.get('/<shop>/x')\n\
         def x():\n    return ''\n\
         @part.get('/<shop>/join')\n\
         def join():\n    return ''\n\
         @part.get('/about')\n\
         def about():\n    return ''\n\
         app.register_blueprint(part)\n",
        &[
            "GET /<shop>/join join",
            "GET /<shop>/x x login",
            "GET /about about",
        ],
    );
}

#[test]
fn a_guard_that_a_setting_switches_on_holds_in_some_cases() {
    let app = built(&format!(
        "{FLASK}\
         def optional(view):\n    @wraps(view)\n    def inner(*a, **k):\n        if app.config.get('LOCKED') and not current_user.is_authenticated:\n            abort(401)\n        return view(*a, **k)\n    return inner\n\
         def curious(view):\n    @wraps(view)\n    def inner(*a, **k):\n        if current_user.is_authenticated:\n            g.seen = True\n        return view(*a, **k)\n    return inner\n\
         @app.get('/x')\n@optional\ndef x():\n    return ''\n\
         @app.get('/y')\n@curious\ndef y():\n    return ''\n"
    ));
    assert_eq!(lines(&app), ["GET /x x login", "GET /y y"]);
    assert!(app.routes[0].guards[0].is_conditional);
}

#[test]
fn a_user_of_the_projects_own_kind_says_whether_it_is_known() {
    check_views(
        "from werkzeug.local import LocalProxy\n\
         visitor = LocalProxy(lambda: find_visitor())\n\
         def find_visitor():\n    return getattr(g, 'someone', None)\n\
         def known(view):\n    @wraps(view)\n    def inner(*a, **k):\n        if not visitor.is_authenticated:\n            return redirect('/login')\n        return view(*a, **k)\n    return inner\n\
         def greeted(view):\n    @wraps(view)\n    def inner(*a, **k):\n        if visitor.is_authenticated:\n            g.seen = True\n        return view(*a, **k)\n    return inner\n\
         @app.get('/x')\n@known\ndef x():\n    return ''\n\
         @app.get('/y')\n@greeted\ndef y():\n    return ''\n",
        &["GET /x x login", "GET /y y"],
    );
}

#[test]
fn decorators_that_nobody_has_seen_are_told_by_their_names() {
    check_views(
        "from elsewhere import require_login, require_json, cached\n\
         @app.get('/x')\n@require_login\ndef x():\n    return ''\n\
         @app.get('/y')\n@require_json\n@cached\ndef y():\n    return ''\n",
        &["GET /x x login", "GET /y y"],
    );
}

#[test]
fn what_a_hook_remembers_twice_is_still_known() {
    check_views(
        "def may(what):\n    return what in g.rights\n\
         @app.before_request\n\
         def before():\n    g.user = session.get('user')\n    g.rights = set((session.get('permissions') or app.config['X']).split(','))\n    if g.user:\n        session.permanent = True\n\
         @app.post('/x')\n\
         def x():\n    if not may('x'):\n        abort(403)\n    return ''\n",
        &["POST /x x role"],
    );
}

#[test]
fn routes_that_are_only_marked_are_listed() {
    let app = built(
        "from elsewhere import Plugin\n\
         class Logs(Plugin):\n\
         \x20   @Plugin.route('/logs', methods=['POST'])\n\
         \x20   def send(self):\n        return ''\n\
         \x20   @Plugin.cached('/x')\n\
         \x20   def none(self):\n        return ''\n",
    );
    assert_eq!(lines(&app), ["POST /…/logs Logs.send"]);
    assert!(app.routes[0].is_loose);
}

#[test]
fn a_view_that_ends_with_a_redirect_is_still_guarded_by_what_raises() {
    check_views(
        "def may():\n    return 'edit' in set((session.get('permissions') or app.config['X']).split(','))\n\
         @app.post('/x')\n\
         def x():\n    if not may():\n        abort(403)\n    return redirect('/')\n",
        &["POST /x x role"],
    );
}

#[test]
fn an_api_of_an_own_class_keeps_its_prefix_in_other_modules() {
    let app = built_of(&[
        (
            "base.py",
            "from flask import Blueprint\n\
             from flask_restx import Api\n\
             class OwnApi(Api):\n    def __init__(self, app=None, **options):\n        super().__init__(app, **options)\n\
             part = Blueprint('part', __name__, url_prefix='/1')\n\
             other = Blueprint('other', __name__, url_prefix='/2')\n\
             first = OwnApi(part)\n\
             second = OwnApi(other)\n",
        ),
        (
            "notes.py",
            "from flask_restx import Resource\n\
             from base import first, second\n\
             space = first.namespace('notes', 'Notes')\n\
             more = second.namespace('more', 'More')\n\
             @space.route('/')\nclass Notes(Resource):\n    def get(self):\n        return {}\n\
             @more.route('/')\nclass More(Resource):\n    def get(self):\n        return {}\n",
        ),
        (
            "app.py",
            "from flask import Flask\n\
             import notes\n\
             from base import part, other\n\
             app = Flask(__name__)\n\
             app.register_blueprint(part)\n\
             app.register_blueprint(other)\n",
        ),
    ]);
    assert_eq!(
        lines(&app),
        ["GET /1/notes/ Notes.get", "GET /2/more/ More.get"]
    );
}

#[test]
fn what_a_with_around_the_view_does_is_told_by_the_name() {
    check_views(
        "class Gate:\n    def __call__(self, f):\n        @wraps(f)\n        def inner(*a, **k):\n            with self:\n                return f(*a, **k)\n        return inner\n\
         class Permission:\n    def require(self, status=None):\n        return Gate()\n\
         SEE = Permission()\n\
         @app.get('/x')\n@SEE.require(403)\ndef x():\n    return ''\n\
         may_see = Permission()\n\
         @app.get('/y')\n@may_see.require_permission(403)\ndef y():\n    return ''\n",
        &["GET /x x", "GET /y y role"],
    );
}

#[test]
fn an_openapi_file_names_the_views_of_connexion() {
    let app = built_of(&[
        (
            "openapi.yaml",
            "openapi: 3.0.0\nservers:\n  - url: /v1\nsecurity:\n  - bearer: []\npaths:\n\
             \x20 /notes/{note_id}:\n    delete:\n      operationId: shop.notes.remove\n\
             \x20   get:\n      operationId: read\n      x-openapi-router-controller: shop.notes\n      security: []\n",
        ),
        ("shop/__init__.py", ""),
        (
            "shop/notes.py",
            "def remove(note_id):\n    return '', 204\ndef read(note_id):\n    return {}\n",
        ),
        (
            "app.py",
            "import connexion\napp = connexion.App(__name__)\napp.add_api('openapi.yaml')\n",
        ),
    ]);
    assert_eq!(
        lines(&app),
        [
            "DELETE /v1/notes/<note_id> remove token",
            "GET /v1/notes/<note_id> read",
        ]
    );
}

#[test]
fn a_group_of_a_class_of_its_own_names_the_views_that_it_registers() {
    let app = built_of(&[
        (
            "base.py",
            "import types\nfrom flask import Blueprint\n\
             class Group(Blueprint):\n    def route(self, rule, **options):\n        def wrapper(view):\n            \
             endpoint = str(options.pop('endpoint', view.__name__))\n            \
             self.add_url_rule(rule, endpoint, view, **options)\n            return view\n        return wrapper\n",
        ),
        (
            "views.py",
            "from base import Group\ngroup = Group('group', __name__, url_prefix='/g')\n\
             @group.route('/token', methods=['POST'])\ndef token():\n    return ''\n",
        ),
        (
            "app.py",
            "from flask import Flask\nfrom views import group\napp = Flask(__name__)\napp.register_blueprint(group)\n",
        ),
    ]);
    assert_eq!(lines(&app), ["POST /g/token token"]);
}

#[test]
fn forms_of_the_other_name_check_their_token_too() {
    let app = built(
        "from flask import Flask\nfrom flask_wtf.form import FlaskForm\nfrom wtforms import StringField\n\
         class NoteForm(FlaskForm):\n    text = StringField()\n\
         app = Flask(__name__)\n\
         @app.post('/a')\ndef a():\n    form = NoteForm()\n    form.validate()\n    return ''\n\
         @app.post('/b')\ndef b():\n    form = NoteForm(meta={'csrf': False})\n    form.validate()\n    return ''\n",
    );
    let protected: Vec<bool> = app
        .routes
        .iter()
        .map(|route| matches!(route.csrf, Csrf::Protected { .. }))
        .collect();
    assert_eq!(protected, [true, false]);
}

#[test]
fn forms_and_schemas_are_known_with_their_fields() {
    let app = built(
        "from flask_wtf import FlaskForm\nfrom wtforms import StringField\nfrom marshmallow import Schema, fields\n\
         class NoteForm(FlaskForm):\n    text = StringField()\n    other = 3\n\
         class NoteSchema(Schema):\n    title = fields.Str()\n    text = fields.Str()\n",
    );
    let forms: Vec<String> = app
        .forms
        .iter()
        .map(|form| format!("{} {}", form.name, form.fields.join(" ")))
        .collect();
    assert_eq!(forms, ["NoteForm text", "NoteSchema text title"]);
}
