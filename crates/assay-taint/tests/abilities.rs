//! What the engine must tell apart: for each ability small programs that differ in one thing only.
//!
//! A line marked `# flow` must be the sink of a flow from `remote`; every other line must not.

use std::collections::BTreeSet;

use assay_models::Models;
use assay_python::Program;
use assay_source::Project;
use assay_taint::{Options, solve};

const PRELUDE: &str = "import os, sqlite3, base64, io, re, configparser, functools, pathlib\n\
from flask import Flask, request, redirect, abort, session, make_response, Response, jsonify, escape, g\n\
from urllib.parse import urlparse\n\
app = Flask(__name__)\ndb = sqlite3.connect('x')\n";

/// The lines of flows, as `file:line`, in a project made of the text; `# file: name` begins another file.
fn flows(text: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut files: Vec<(String, String)> = vec![("app.py".to_owned(), String::new())];
    for line in text.lines() {
        if let Some(name) = line.trim().strip_prefix("# file: ") {
            files.push((name.to_owned(), String::new()));
        } else if let Some((_, body)) = files.last_mut() {
            body.push_str(line);
            body.push('\n');
        }
    }
    let offset = PRELUDE.lines().count();
    let mut expected = BTreeSet::new();
    for (name, body) in &mut files {
        for (index, line) in body.lines().enumerate() {
            if line.contains("# flow") {
                expected.insert(format!("{name}:{}", index + 1));
            }
        }
        *body = format!("{PRELUDE}{body}");
    }
    let project = Project::from_texts(
        files
            .iter()
            .map(|(name, body)| (name.as_str(), body.as_str())),
    );
    let modules = project.files.iter().map(assay_python::lower).collect();
    let program = Program::link(modules, &project);
    let solution = solve(&program, Models::embedded(), &[], &Options::default());
    let mut found = BTreeSet::new();
    for flow in &solution.flows {
        let harmful = [
            "sql",
            "shell",
            "path",
            "html",
            "url",
            "redirect",
            "code",
            "template",
            "session-value",
            "session-key",
        ];
        if flow.from == "remote" && harmful.contains(&flow.to.as_str()) {
            let file = project.file(flow.sink.file);
            let line = file.position(flow.sink.range.start).line as usize;
            found.insert(format!("{}:{}", file.path, line.saturating_sub(offset)));
        }
    }
    (expected, found)
}

#[track_caller]
fn check(text: &str) {
    let (expected, found) = flows(text);
    assert_eq!(expected, found, "left: marked, right: found, in\n{text}");
}

#[test]
fn dictionary_keys_are_told_apart() {
    check(
        "
@app.get('/a')
def a():
    d = {'x': 'safe'}
    d['y'] = request.args['q']
    db.execute(d['x'])
    db.execute(d['y'])  # flow
    d['y'] = 'again safe'
    db.execute(d['y'])
",
    );
}

#[test]
fn list_positions_move() {
    check(
        "
@app.get('/a')
def a():
    q = request.args['q']
    values = ['one', q, 'three']
    values.pop(0)
    db.execute(values[0])  # flow
    db.execute(values[1])
    more = []
    more.append('safe')
    more.append(q)
    more.insert(0, 'first')
    db.execute(more[1])
    db.execute(more[2])  # flow
    db.execute(more[-1])  # flow
    first, *rest = values
    db.execute(first)  # flow
    db.execute(rest[0])
    db.execute(values[1:][0])
",
    );
}

#[test]
fn attributes_are_told_apart_across_methods() {
    check(
        "
class Form:
    def __init__(self, text, kind):
        self.text = text
        self.kind = kind
    def body(self):
        return self.text
    def label(self):
        return self.kind

@app.get('/a')
def a():
    form = Form(request.args['q'], 'plain')
    db.execute(form.body())  # flow
    db.execute(form.label())
    other = Form('x', 'y')
    db.execute(other.body())
",
    );
}

#[test]
fn constants_prune_branches() {
    check(
        "
@app.get('/a')
def a():
    q = request.args['q']
    n = 86
    if 7 * 18 + n > 200:
        x = 'constant'
    else:
        x = q
    db.execute(x)
    y = 'kept' if 2 * n < 100 else q
    db.execute(y)  # flow
    word = 'ABC'
    match word[1]:
        case 'A':
            z = q
        case 'B':
            z = 'fixed'
        case _:
            z = q
    db.execute(z)
    if 'should' in 'this should be':
        w = q
    else:
        w = ''
    db.execute(w)  # flow
",
    );
}

#[test]
fn texts_are_followed() {
    check(
        "
@app.get('/a')
def a():
    q = request.args['q']
    db.execute(f'select {q}')  # flow
    db.execute('select %s' % q)  # flow
    db.execute('select %(n)s' % {'n': q, 'm': 1})  # flow
    db.execute('select %(m)s' % {'n': q, 'm': 1})
    db.execute('select {0}'.format(q))  # flow
    db.execute('select {b}'.format(a=q, b='x'))
    db.execute(' '.join(['select', q]))  # flow
    db.execute(q[2:5])  # flow
    buffer = io.StringIO()
    buffer.write('select ')
    buffer.write(q)
    db.execute(buffer.getvalue())  # flow
    code = base64.b64encode(q.encode())
    db.execute(base64.b64decode(code).decode())  # flow
    db.execute('select %d' % int(q))
    db.execute('select ' + str(int(q)))
    db.execute('select ?', (q,))
",
    );
}

#[test]
fn keyed_stores_tell_their_keys_apart() {
    check(
        "
@app.get('/a')
def a():
    conf = configparser.ConfigParser()
    conf.add_section('s')
    conf.set('s', 'a', 'safe')
    conf.set('s', 'b', request.args['q'])
    db.execute(conf.get('s', 'a'))
    db.execute(conf.get('s', 'b'))  # flow
",
    );
}

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
fn flags_decide_for_each_call() {
    check(
        "
def clean(text, really):
    if really:
        return str(int(text))
    return text
@app.get('/a')
def a():
    db.execute(clean(request.args['q'], True))
    db.execute(clean(request.args['r'], False))  # flow
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
fn guards_that_leave_count() {
    check(
        "
ALLOWED = {'name', 'price'}
@app.get('/a')
def a():
    column = request.args['c']
    if column not in ALLOWED:
        abort(400)
    db.execute('select ' + column)
@app.get('/b')
def b():
    column = request.args['c']
    if column not in ALLOWED:
        print('bad')
    db.execute('select ' + column)  # flow
@app.get('/c')
def c():
    n = request.args['n']
    if n.isdigit():
        db.execute('select ' + n)
    else:
        db.execute('select ' + n)  # flow
@app.get('/d')
def d():
    n = request.args['n']
    if not re.fullmatch(r'[a-z]+', n):
        return 'no'
    db.execute('select ' + n)
@app.get('/e')
def e():
    n = request.args['n']
    if not re.match(r'[a-z]+', n):
        return 'no'
    db.execute('select ' + n)  # flow
",
    );
}

#[test]
fn guards_in_helpers_count() {
    check(
        "
def known(name):
    return name in ('a', 'b')
def insist(name):
    if name not in ('a', 'b'):
        raise ValueError(name)
def idle(name):
    return len(name) > 3
@app.get('/a')
def a():
    n = request.args['n']
    if not known(n):
        abort(400)
    db.execute('select ' + n)
@app.get('/b')
def b():
    n = request.args['n']
    insist(n)
    db.execute('select ' + n)
@app.get('/c')
def c():
    n = request.args['n']
    if not idle(n):
        abort(400)
    db.execute('select ' + n)  # flow
",
    );
}

#[test]
fn a_table_looked_up_by_the_client_gives_constants() {
    check(
        "
ORDERS = {'up': 'asc', 'down': 'desc'}
@app.get('/a')
def a():
    db.execute('select ' + ORDERS[request.args['o']])
    db.execute('select ' + ORDERS.get(request.args['o'], 'asc'))
    db.execute('select ' + ORDERS.get(request.args['o'], request.args['o']))  # flow
",
    );
}

#[test]
fn paths_must_be_resolved_before_they_are_compared() {
    check(
        "
ROOT = pathlib.Path('/srv/files')
@app.get('/a')
def a():
    p = (ROOT / request.args['p']).resolve()
    if not p.is_relative_to(ROOT):
        abort(404)
    return jsonify(open(p).read())
@app.get('/b')
def b():
    p = os.path.join('/srv/files', request.args['p'])
    if not p.startswith('/srv/files'):
        abort(404)
    return jsonify(open(p).read())  # flow
@app.get('/c')
def c():
    p = os.path.realpath(os.path.join('/srv/files', request.args['p']))
    if not p.startswith('/srv/files/'):
        abort(404)
    return jsonify(open(p).read())
@app.get('/d')
def d():
    return jsonify(open(os.path.basename(request.args['p'])).read())
",
    );
}

#[test]
fn hosts_must_be_compared_after_parsing() {
    check(
        "
@app.get('/a')
def a():
    target = request.args['next']
    if urlparse(target).netloc not in {'shop.example'}:
        abort(400)
    return redirect(target)
@app.get('/b')
def b():
    target = request.args['next']
    if not target.startswith('https://shop.example'):
        abort(400)
    return redirect(target)  # flow
@app.get('/c')
def c():
    return redirect('/item/' + request.args['id'])
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
fn exceptions_and_finally_are_paths_too() {
    check(
        "
@app.get('/a')
def a():
    q = request.args['q']
    x = 'safe'
    try:
        x = q
        int(q)
    except ValueError:
        db.execute(x)  # flow
    finally:
        x = 'done'
    db.execute(x)
@app.get('/b')
def b():
    try:
        n = int(request.args['n'])
    except ValueError:
        n = 0
    db.execute(f'select {n}')
@app.get('/c')
def c():
    q = request.args['q']
    for item in ['only']:
        q = 'replaced'
        break
    else:
        q = 'none'
    db.execute(q)
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
fn a_text_that_refuses_a_second_slash_stays_here() {
    check(
        r#"
def local(u):
    return u.startswith("/") and not u.startswith("//") and "\\" not in u

def nearly(u):
    return u.startswith("/") and "\\" not in u

@app.get("/a")
def a():
    target = request.args["next"]
    if not local(target):
        abort(400)
    return redirect(target)

@app.get("/b")
def b():
    target = request.args["next"]
    if not nearly(target):
        abort(400)
    return redirect(target)  # flow
"#,
    );
}

#[test]
fn every_character_must_pass_the_test() {
    check(
        r#"
@app.get("/a")
def a():
    word = request.args["word"]
    if not all(c.isalnum() or c in "_" for c in word):
        abort(400)
    db.execute("SELECT " + word)
    return "done"

@app.get("/b")
def b():
    word = request.args["word"]
    if not any(c.isalnum() for c in word):
        abort(400)
    db.execute("SELECT " + word)  # flow
    return "done"

@app.get("/c")
def c():
    word = "".join(c for c in request.args["word"] if c.isalnum())
    db.execute("SELECT " + word)
    return "done"
"#,
    );
}

#[test]
fn a_flag_speaks_of_the_value_it_was_set_for() {
    check(
        r#"
ALLOWED = ("name", "price")

@app.get("/a")
def a():
    word = request.args["word"]
    fine = False
    if word in ALLOWED:
        fine = True
    if fine:
        db.execute("SELECT " + word)
    return "done"

@app.get("/b")
def b():
    fine = False
    for word in request.args.getlist("word"):
        if fine:
            db.execute("SELECT " + word)  # flow
        if word in ALLOWED:
            fine = True
    return "done"
"#,
    );
}

#[test]
fn what_ways_bring_together_can_be_checked() {
    check(
        r#"
ALLOWED = ("name", "price")

@app.get("/a")
def a():
    word = request.args.get("word") or request.form.get("word")
    if word not in ALLOWED:
        word = "name"
    db.execute("SELECT " + word)
    return "done"

@app.get("/b")
def b():
    word = request.args.get("word")
    if word not in ALLOWED:
        word = request.form.get("word")
    db.execute("SELECT " + word)  # flow
    return "done"
"#,
    );
}

#[test]
fn quotes_hold_a_text_that_lacks_them() {
    check(
        r#"
@app.get("/a")
def a():
    word = request.args["word"]
    if "'" in word or "\\" in word:
        abort(400)
    db.execute("SELECT * FROM item WHERE name = '" + word + "'")
    db.execute("SELECT * FROM item WHERE name = " + word)  # flow
    return "done"
"#,
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
