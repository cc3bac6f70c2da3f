//! Pages, headers and library objects: what a response is made of.

use super::check;

#[test]
fn a_page_is_where_it_is_returned_unless_its_type_says_otherwise() {
    check(
        r"
@app.get('/a')
def a():
    resp = Response(request.args['q'])
    resp.content_type = 'text/plain'
    return resp
@app.get('/b')
def b():
    resp = make_response(request.args['q'])
    resp.mimetype = 'application/json'
    return resp
@app.get('/c')
def c():
    resp = make_response(request.args['q'])
    resp.headers['content-type'] = 'text/plain'
    return resp
@app.get('/d')
def d():
    resp = make_response()
    resp.set_data(request.args['q'])
    return resp  # flow
@app.get('/e')
def e():
    return request.get_json()
@app.get('/f')
def f():
    data = request.get_json()
    return data['x']  # flow
@app.get('/g')
def g1():
    try:
        x = request.args['q']
        return x  # flow
    finally:
        print('a')
@app.get('/h')
def h():
    resp = make_response(request.args['q'])
    if app.debug:
        resp.headers['Content-Type'] = 'text/plain'
    return resp  # flow
@app.get('/i')
def i():
    with open('x') as file:
        return request.args['q']  # flow
@app.get('/j')
def j():
    return Response(request.args['q'], headers={'content-type': 'text/plain'})
@app.get('/k')
def k():
    resp = make_response(request.args['q'], 200)
    return resp  # flow
@app.get('/l')
def l():
    return jsonify(request.args['q'])
@app.get('/m')
def m():
    resp = make_response(request.args['q'])
    resp.headers.set('Content-Type', 'text/plain')
    return resp
@app.get('/n')
def n():
    import json
    return app.response_class(response=json.dumps(request.args), status=200, mimetype='application/json')
@app.get('/o')
def o():
    import json
    return json.dumps({'a': request.args['q']})  # flow
@app.get('/p')
def p():
    return (request.args['q'], 400)  # flow
@app.get('/q')
def q():
    x = request.args['q']
    def gen():
        yield x
    return Response(gen(), content_type='text/csv')
",
    );
}

#[test]
fn what_a_resource_returns_is_a_page_only_as_a_response() {
    check(
        r"
import flask_restful
class A(flask_restful.Resource):
    def get(self):
        return request.args['q']
    def post(self):
        return make_response(request.args['q'])  # flow
    def put(self):
        resp = make_response('x')
        resp.data = request.args['q']
        return resp  # flow
",
    );
}

#[test]
fn markup_escapes_what_is_put_into_it() {
    check(
        r#"
from markupsafe import Markup
@app.get('/a')
def a():
    return Markup('<b>%s</b>') % request.args['q']
@app.get('/b')
def b():
    return '<b>' + request.args['q'] + escape(request.args['q'])
@app.get('/c')
def c():
    x = Markup('<b>')
    x += request.args['q']
    return x
@app.get('/d')
def d():
    return Markup('<b>' + request.args['q'])  # flow
@app.get('/e')
def e():
    return f"<b>{escape(request.args['q'])}</b>"
"#,
    );
}

#[test]
fn what_an_unknown_cursor_answers_is_not_its_arguments() {
    check(
        r"
from somewhere import connect
@app.get('/a')
def a():
    cur = connect().cursor()
    cur.execute('select 1 where a = ?', (request.args['q'],))
    row = cur.fetchone()
    db.execute(row[0])
    return 'x'
@app.get('/b')
def b(db=connect()):
    rows = db.execute('select 1 where a = ?', (request.args['q'],))
    return rows
def helper(conn, q):
    cur = conn.cursor()
    res = cur.execute('select ?', (q,))
    return res
@app.get('/c')
def c():
    return helper(connect(), request.args['q'])
",
    );
}

#[test]
fn constants_of_a_constructor_are_known() {
    check(
        r"
import requests
class Client:
    def __init__(self, base):
        self.base = base
    def get(self, path):
        return requests.get(self.base + '/' + path)
    def bad(self, path):
        return requests.get(path + self.base)  # flow
CLIENT = Client('https://api.example.com')
@app.get('/a')
def a():
    CLIENT.get(request.args['q'])
    requests.get(CLIENT.base + '/' + request.args['q'])
    CLIENT.bad(request.args['q'])
    return 'x'
",
    );
}

#[test]
fn a_partial_call_keeps_its_keywords() {
    check(
        r"
import functools, subprocess
run = functools.partial(subprocess.run, shell=True)
@app.get('/a')
def a():
    run(request.args['q'])  # flow
    return 'x'
@app.get('/b')
def b():
    functools.partial(subprocess.run, shell=True)(request.args['q'])  # flow
    return 'x'
",
    );
}

#[test]
fn a_converter_says_nothing_of_the_whole() {
    check(
        r"
@app.get('/a')
def a():
    n = request.args.get('n', type=int)
    db.execute('select ' + request.args['x'])  # flow
    db.execute('select %s' % n)
    return 'x'
def number(x):
    return int(x)
@app.get('/b')
def b():
    n = request.args.get('n', type=number)
    db.execute('select ' + request.args['x'])  # flow
    db.execute('select %s' % n)
    return 'x'
",
    );
}

#[test]
fn a_handler_gets_what_the_framework_hands_over() {
    check(
        r"
@app.after_request
def later(resp):
    resp.headers['X-A'] = request.args['q']  # flow
    return resp
def create():
    other = Flask(__name__)
    @other.after_request
    def later(resp):
        resp.headers['X-A'] = request.args['q']  # flow
        return resp
    return other
",
    );
}

#[test]
fn an_aliased_class_is_its_target() {
    check(
        r"
import werkzeug.wrappers
@app.get('/a')
def a():
    return werkzeug.wrappers.Response(request.args['q'], mimetype='text/html')  # flow
@app.get('/b')
def b():
    return werkzeug.wrappers.Response(request.args['q'], mimetype='text/plain')
",
    );
}
