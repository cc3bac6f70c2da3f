//! Calls: functions, classes, frameworks, and state between calls.

use super::check;

#[test]
fn helpers_in_other_modules_are_entered() {
    check(
        "
from lib.names import wanted, Reader
@app.get('/a')
def a():
    db.execute('x' + wanted())  # flow
    db.execute('x' + Reader(request).word('q'))  # flow
    db.execute('x' + Reader(request).constant('q'))
# file: lib/names.py
def wanted():
    return request.args['name']
class Reader:
    def __init__(self, req):
        self.req = req
    def word(self, key):
        return self.req.args.get(key)
    def constant(self, key):
        self.req.args.get(key)
        return 'nothing'
",
    );
}

#[test]
fn sinks_in_helpers_are_reached() {
    check(
        "
def run(statement):
    return db.execute(statement)  # flow
def quiet(statement):
    return db.execute('select 1')
@app.get('/a')
def a():
    run('select ' + request.args['q'])
    run('select 1')
    quiet(request.args['q'])
",
    );
}

#[test]
fn functions_are_values() {
    check(
        "
def same(x):
    return x
def fixed(x):
    return 'fixed'
def apply(f, x):
    return f(x)
TABLE = {'same': same, 'fixed': fixed}
@app.get('/a')
def a():
    q = request.args['q']
    db.execute(apply(same, q))  # flow
    db.execute(apply(fixed, q))
    db.execute(TABLE['same'](q))  # flow
    db.execute(TABLE['fixed'](q))
    db.execute((lambda v: 'a' + v)(q))  # flow
    db.execute(list(map(same, [q]))[0])  # flow
    db.execute(functools.partial(same, q)())  # flow
    db.execute(getattr(Box(q), 'get')())  # flow
class Box:
    def __init__(self, v):
        self.v = v
    def get(self):
        return self.v
",
    );
}

#[test]
fn closures_keep_what_they_close_over() {
    check(
        "
def outer(value):
    def inner():
        return value
    return inner
def counter():
    held = 'safe'
    def put(x):
        nonlocal held
        held = x
    def get():
        return held
    return put, get
@app.get('/a')
def a():
    db.execute(outer(request.args['q'])())  # flow
    db.execute(outer('safe')())
    put, get = counter()
    db.execute(get())
    put(request.args['q'])
    db.execute(get())  # flow
",
    );
}

#[test]
fn decorators_change_what_is_called() {
    check(
        "
def numbered(f):
    @functools.wraps(f)
    def wrapper(x):
        return f(int(x))
    return wrapper
def passing(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)
    return wrapper
@numbered
def by_number(n):
    return db.execute(f'select {n}')
@passing
def by_text(n):
    return db.execute(f'select {n}')  # flow
@app.get('/a')
def a():
    by_number(request.args['q'])
    by_text(request.args['r'])
",
    );
}

#[test]
fn a_wrapper_hands_more_to_a_view_than_it_gets() {
    check(
        "
def given(name, make):
    def decorator(view):
        @functools.wraps(view)
        def wrapper(*args, **kwargs):
            return view(make(request.args.get(name)), *args, **kwargs)
        return wrapper
    return decorator
@app.get('/a')
@given('q', str)
def a(q):
    return db.execute(q)  # flow
@app.get('/b')
@given('q', int)
def b(q):
    return db.execute(f'select {q}')
",
    );
}

#[test]
fn generators_and_context_managers_hand_on() {
    check(
        "
import contextlib
def parts(q):
    yield 'select '
    yield q
@contextlib.contextmanager
def held(q):
    yield q
async def later(q):
    return q
@app.get('/a')
async def a():
    q = request.args['q']
    db.execute(''.join(parts(q)))  # flow
    db.execute(''.join(x for x in [q]))  # flow
    db.execute(''.join([x for x in [q] if x.isdigit()]))
    with held(q) as h:
        db.execute(h)  # flow
    db.execute(await later(q))  # flow
",
    );
}

#[test]
fn pages_are_what_views_return() {
    check(
        "
@app.get('/a')
def a():
    return 'hello ' + request.args['n']  # flow
@app.get('/b')
def b():
    return 'hello ' + escape(request.args['n'])
@app.get('/c')
def c():
    return jsonify(name=request.args['n'])
@app.get('/d')
def d():
    return {'name': request.args['n']}
@app.get('/e')
def e():
    return Response(request.args['n'], mimetype='text/plain')
@app.get('/f/<name>')
def f(name):
    return f'<b>{name}</b>', 200  # flow
@app.get('/g/<int:number>')
def g_(number):
    return f'<b>{number}</b>'
@app.get('/h')
def h():
    response = make_response(request.args['n'])
    return response  # flow
@app.get('/i')
def i():
    response = make_response(request.args['n'])
    response.headers['Content-Type'] = 'text/plain'
    return response
def plain(n):
    return 'hello ' + n
",
    );
}

#[test]
fn names_and_headers_are_the_clients_too() {
    check(
        "
@app.get('/a')
def a():
    for name in request.args:
        db.execute(name)  # flow
    for name in request.headers.keys():
        db.execute(name)  # flow
    for key, value in request.form.items():
        db.execute(key)  # flow
        db.execute(value)  # flow
    db.execute(request.cookies.get('c', ''))  # flow
    db.execute(request.get_json()['q'])  # flow
    db.execute(request.files['f'].filename)  # flow
",
    );
}

#[test]
fn state_outlives_calls() {
    check(
        "
LAST = {}
current = None
class Store:
    name = ''
@app.post('/a')
def a():
    global current
    LAST['q'] = request.form['q']
    LAST['safe'] = 'x'
    current = request.form['r']
    Store.name = 'fixed'
    return 'ok'
@app.get('/b')
def b():
    db.execute(LAST['q'])  # flow
    db.execute(LAST['safe'])
    db.execute(current)  # flow
    return 'ok'
",
    );
}

#[test]
fn recursion_ends_and_is_followed() {
    check(
        "
def walk(text, depth):
    if depth == 0:
        return text
    return walk(text + '.', depth - 1)
def even(n, x):
    return x if n == 0 else odd(n - 1, x)
def odd(n, x):
    return '' if n == 0 else even(n - 1, x)
@app.get('/a')
def a():
    db.execute(walk(request.args['q'], 3))  # flow
    db.execute(even(int(request.args['n']), request.args['q']))  # flow
",
    );
}

#[test]
fn inheritance_finds_the_method_that_runs() {
    check(
        "
class Base:
    def text(self, q):
        return 'fixed'
    def run(self, q):
        db.execute(self.text(q))  # flow
class Loud(Base):
    def text(self, q):
        return q
class Quiet(Base):
    def run(self, q):
        super().run('x')
class Named:
    def __init__(self, q):
        self._q = q
    @property
    def q(self):
        return self._q
    @staticmethod
    def fixed(q):
        return 'fixed'
@app.get('/a')
def a():
    Loud().run(request.args['q'])
    Quiet().run(request.args['q'])
    db.execute(Named(request.args['q']).q)  # flow
    db.execute(Named.fixed(request.args['q']))
",
    );
}

#[test]
fn keywords_are_forwarded() {
    check(
        "
def run(*, statement, other=''):
    db.execute(statement)  # flow
    db.execute(other)
def forward(**options):
    run(**options)
@app.get('/a')
def a():
    forward(statement=request.args['q'], other='x')
    options = {'statement': request.args['q']}
    run(**options)
",
    );
}

#[test]
fn dataclasses_and_named_tuples_have_fields() {
    check(
        "
import dataclasses, typing, collections
@dataclasses.dataclass
class Wish:
    text: str
    kind: str = 'plain'
class Pair(typing.NamedTuple):
    left: str
    right: str
@app.get('/a')
def a():
    wish = Wish(request.args['q'])
    db.execute(wish.text)  # flow
    db.execute(wish.kind)
    pair = Pair('x', request.args['q'])
    db.execute(pair.left)
    db.execute(pair.right)  # flow
    left, right = pair
    db.execute(left)
    db.execute(right)  # flow
",
    );
}

#[test]
fn client_data_in_the_session_is_told() {
    check(
        "
@app.post('/a')
def a():
    session['name'] = request.form['name']  # flow
    session[request.form['name']] = 1  # flow
    session['fixed'] = 'x'
    return 'ok'
",
    );
}

#[test]
fn attributes_put_on_g_reach_other_functions() {
    check(
        r#"
@app.before_request
def before():
    g.word = request.args["word"]
    g.other = "name"

@app.get("/a")
def a():
    db.execute("SELECT " + g.word)  # flow
    db.execute("SELECT " + g.other)
    return "done"
"#,
    );
}

#[test]
fn handlers_are_registered_on_an_application_that_is_handed_in() {
    check(
        "
def init(application):
    @application.route('/a/<name>', methods=['GET', 'POST'])
    def a(name):
        return 'hello ' + request.form['n']  # flow
    @application.route('/b/<int:number>')
    def b(number):
        return f'hello {number}'
",
    );
}

#[test]
fn what_a_view_closes_over_is_known_though_nobody_calls_it() {
    check(
        "
def create_app():
    app = Flask(__name__)
    from names import known as _known
    def run(text):
        sqlite3.connect('x').execute('select ' + text)  # flow
    def rerun(text):
        sqlite3.connect('x').execute('select ' + text)
    def rerun(text):
        sqlite3.connect('x').execute('select ?', (text,))
    def allowed(name):
        return name in ('a', 'b')
    def known(name):
        return _known(name)
    class Store:
        def get(self, text):
            sqlite3.connect('x').execute('select ' + text)  # flow
    @app.get('/a')
    def a():
        run(request.args['q'])
        Store().get(request.args['q'])
    @app.get('/b')
    def b():
        name = request.args['q']
        if allowed(name):
            sqlite3.connect('x').execute('select ' + name)
        if known(name):
            sqlite3.connect('x').execute('select ' + name)
        if not known(name):
            sqlite3.connect('x').execute('select ' + name)  # flow
    return app
# file: names.py
def known(name):
    return name in ('a', 'b')
",
    );
}

#[test]
fn an_open_file_is_no_name_of_one() {
    check(
        "
from PIL import Image
import pandas
def keep(data):
    return Image.open(data)
def read(data):
    return pandas.read_csv(data.stream)
def asked(data):
    if isinstance(data, io.IOBase):
        return Image.open(data)
    return Image.open(data)  # flow
def named(data):
    return pandas.read_csv(data.filename)  # flow
@app.post('/a')
def a():
    keep(request.files['f'])
    read(request.files['f'])
    named(request.files['f'])
    asked(request.form['f'])
    pandas.read_csv(io.BytesIO(request.data))
    pandas.read_csv(request.form['f'])  # flow
    options = request.form.to_dict()
    pandas.read_csv('prices.csv', **options)
    pandas.read_csv(filepath_or_buffer='prices.csv', **options)
    pandas.read_csv(**options)  # flow
",
    );
}
