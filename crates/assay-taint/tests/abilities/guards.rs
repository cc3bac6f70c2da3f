//! Guards and cleaners: what makes a value harmless, and what does not.

use super::{check, check_sure};

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
fn what_was_looked_up_is_known_to_somebody() {
    check_sure(
        "
PAGES = {'home': 1, 'about': 2}
@app.get('/a/<path:name>')
def a(name):
    page = PAGES.get(name)
    if page is None:
        abort(404)
    open('/srv/' + name)
@app.get('/b/<path:name>')
def b(name):
    page = PAGES.get(name)
    open('/srv/' + name)  # flow
def found(store, name):
    entry = store.get(name)
    if not entry:
        abort(404)
    open('/srv/' + name)
@app.get('/d/<path:name>')
def d(name):
    found(app.config['PAGES'], name)
",
    );
}

#[test]
fn the_first_of_two_answers_may_decide() {
    check_sure(
        "
def fits(name):
    if name not in ('a', 'b'):
        return False, 'no such page'
    return True, None
@app.get('/a/<path:name>')
def a(name):
    fine, reason = fits(name)
    if not fine:
        abort(404)
    open('/srv/' + name)
@app.get('/b/<path:name>')
def b(name):
    fine, reason = fits(name)
    if not reason:
        log(name)
    open('/srv/' + name)  # flow
",
    );
}

#[test]
fn a_validator_that_is_not_understood_makes_less_sure() {
    check_sure(
        "
def checked(path):
    if os.path.isabs(path) or any(part in HIDDEN for part in path.split('/')):
        raise ValueError('not a good path')
    return path
def allowed(path):
    if not path.endswith('.txt'):
        raise ValueError('not a text')
    return path
def allowed_file(name):
    return '.' in name and name.rsplit('.', 1)[1].lower() in EXTENSIONS
def complaint(path):
    if tool.dislikes(path):
        return 'This is not a good path'
    return None
@app.get('/a')
def a():
    open('/srv/' + checked(request.args['p']))
@app.get('/b')
def b():
    open('/srv/' + allowed(request.args['p']))  # flow
@app.get('/c')
def c():
    name = request.args['p']
    if allowed_file(name):
        open('/srv/' + name)  # flow
@app.get('/d')
def d():
    name = request.args['p']
    error = complaint(name)
    if error:
        return error
    open('/srv/' + name)
@app.get('/e')
def e():
    name = request.args['p']
    if not checks.fine(name):
        abort(404)
    open('/srv/' + name)
",
    );
}

#[test]
fn without_a_slash_a_part_of_a_name_stays_in_its_folder() {
    check(
        "
@app.get('/a')
def a():
    name = request.args['p']
    if '/' in name:
        abort(404)
    open('/srv/' + name + '.txt')
@app.get('/b')
def b():
    name = request.args['p']
    if '/' in name:
        abort(404)
    open('/srv/' + name)
    os.listdir('/srv/' + name)  # flow
@app.get('/c')
def c():
    name = request.args['p']
    open('/srv/' + name + '.txt')  # flow
",
    );
}

#[test]
fn a_text_built_of_tested_characters_is_as_good_as_they_are() {
    check(
        "
class Draft:
    def __init__(self):
        self.name = request.args['n']
    def raw(self, revision):
        return os.path.join('drafts', revision + '-' + self.name.rstrip() + '.txt')
    def path(self, revision):
        keepchars = ('-', '.', '_')
        return os.path.join('drafts', revision + '-' + ''.join(c for c in self.name if c.isalnum() or c in keepchars).rstrip() + '.txt')
@app.get('/a')
def a():
    keep = (' ', '.', '_')
    name = request.args['n']
    open('x/' + ''.join(c for c in name if c.isalnum()))
    open('x/' + ''.join(c for c in name if c.isalnum() or c in '._'))
    open('x/' + ''.join(c for c in name if c.isalnum() or c in keep).rstrip())
    open('x/' + ''.join([c for c in name if c.isalnum() or c == '_']))
    open('x/' + ''.join(c for c in name if c.isalnum() or c in './'))  # flow
    open(Draft().path('1'))
    open(Draft().raw('1'))  # flow
",
    );
}

#[test]
fn a_line_end_that_a_pattern_lets_in_harms_only_lines() {
    check(
        "
@app.get('/a')
def a():
    host = request.args['host']
    if not re.match(r'^[a-z0-9.]+$', host):
        abort(400)
    os.system('ping ' + host)
    if not re.match(r'[a-z0-9.]+', request.args['other']):
        abort(400)
    os.system('ping ' + request.args['other'])  # flow
",
    );
}

#[test]
fn what_lies_inside_after_resolving_lay_inside_before() {
    check(
        "
@app.get('/a')
def a():
    path = pathlib.Path('/srv') / request.args['name']
    if pathlib.Path('/srv') not in path.resolve().parents:
        abort(404)
    path.read_text()
@app.get('/b')
def b():
    path = (pathlib.Path('/srv') / request.args['name']).resolve()
    if not str(path).startswith('/srv/'):
        abort(404)
    path.read_text()
@app.get('/c')
def c():
    path = pathlib.Path('/srv') / request.args['name']
    if not str(path).startswith('/srv/'):
        abort(404)
    path.read_text()  # flow
",
    );
}

#[test]
fn a_path_without_parents_stays_behind_its_folder() {
    check(
        "
@app.get('/a')
def a():
    name = request.args['name']
    if '..' in name:
        abort(404)
    open('/srv/' + name)
    open(os.path.join('/srv', name))  # flow
    if name.startswith('/'):
        abort(404)
    open(os.path.join('/srv', name))
    open('/srv/' + request.args['other'])  # flow
@app.get('/b')
def b():
    open('/srv/' + request.args['name'].replace('..', ''))
    open('/srv/' + request.args['name'].replace('../', ''))  # flow
    open('/srv/' + request.args['name'].replace('..', '').replace('x', ''))  # flow
",
    );
}

#[test]
fn an_enumeration_takes_only_its_members() {
    check(
        "
import enum
class Color(enum.Enum):
    RED = 'red'
class Other:
    def __init__(self, value):
        pass
@app.get('/a')
def a():
    name = request.args['name']
    Other(name)
    os.system(name)  # flow
    os.system(Color(name).value)
    os.system(name)
",
    );
}

#[test]
fn sets_of_characters_limit_a_text() {
    check(
        "
@app.get('/a')
def a():
    name = request.args['name']
    if not set(name) <= set('abc'):
        abort(400)
    os.system(name)
@app.get('/b')
def b():
    name = request.args['name']
    if set(name) - set('abc'):
        abort(400)
    os.system(name)
@app.get('/c')
def c():
    name = request.args['name']
    if not set(name) <= set('a;'):
        abort(400)
    os.system(name)  # flow
",
    );
}

#[test]
fn what_equals_its_cleaned_form_is_clean() {
    check(
        "
from werkzeug.utils import secure_filename
@app.get('/a')
def a():
    name = request.args['name']
    if name != secure_filename(name):
        abort(404)
    open('/srv/' + name)
@app.get('/b')
def b():
    name = request.args['name']
    if name != name.strip():
        abort(404)
    open('/srv/' + name)  # flow
",
    );
}

#[test]
fn a_message_says_that_something_was_wrong() {
    check(
        "
@app.get('/a')
def a():
    error = None
    name = request.args['name']
    if not name:
        error = 'missing'
    elif not re.fullmatch('[a-z]+', name):
        error = 'wrong'
    if error:
        return error
    os.system(name)
@app.get('/b')
def b():
    error = None
    name = request.args['name']
    if not name:
        error = 'missing'
    if error is None:
        os.system(name)  # flow
",
    );
}

#[test]
fn what_holds_of_every_part_holds_of_their_list() {
    check(
        "
@app.get('/a')
def a():
    ids = request.args['ids'].split(',')
    db.execute('select ' + ','.join(ids))  # flow
    if not all(part.isdigit() for part in ids):
        abort(400)
    db.execute('select ' + ','.join(ids))
    db.execute('select ' + ids[0])
",
    );
}

#[test]
fn what_stands_behind_the_last_dot_has_none() {
    check(
        "
@app.get('/a')
def a():
    name = request.args['name']
    ending = name.rsplit('.', 1)[-1].lower()
    open('/srv/picture.' + ending)
    open(f'/srv/picture.{name.rsplit(\".\", 1)[1]}')
    open('/srv/picture.' + name.rsplit('.', 1)[0])  # flow
    open(ending)  # flow
    parts = name.rsplit('.', 1)
    parts.append(name)
    open('/srv/picture.' + parts[-1])  # flow
",
    );
}

#[test]
fn a_cleaned_copy_that_must_not_be_empty_says_nothing_of_the_original() {
    check(
        "
def good(name):
    name = name.replace('/', '_').replace('\\\\', '_')
    if not name:
        raise ValueError('empty')
    return name
@app.get('/a')
def a():
    name = request.args['name']
    open('/srv/' + good(name))
    open('/srv/' + name)  # flow
",
    );
}

#[test]
fn a_check_of_a_text_or_a_constant_is_one_of_the_text() {
    check(
        "
@app.get('/a')
def a():
    name = request.args.get('name')
    os.system(name if (name or '').isalnum() else 'b')
    os.system(name if (name or 'a').isalnum() else 'b')
    other = name if request.args else ''
    os.system(name if other.isalnum() else 'b')  # flow
",
    );
}

#[test]
fn helpers_that_ask_too_little_are_no_guards() {
    check_sure(
        r#"
import requests
def mentions(url):
    return "parcels.example" in url
def ends_well(url):
    return (urlparse(url).hostname or "").endswith("parcels.example")
def below(url):
    return (urlparse(url).hostname or "").endswith(".parcels.example")
def from_root(target):
    return target.startswith("/")
def stays(target):
    return target.startswith("/") and not target.startswith(("//", "/\\"))
def odd(url):
    return looks_fine(url)
@app.get('/a')
def a():
    url = request.args['url']
    if not mentions(url):
        abort(400)
    requests.get(url)  # flow
@app.get('/b')
def b():
    url = request.args['url']
    if not ends_well(url):
        abort(400)
    requests.get(url)  # flow
@app.get('/c')
def c():
    url = request.args['url']
    if not below(url):
        abort(400)
    requests.get(url)
@app.get('/d')
def d():
    target = request.args['target']
    return redirect(target if from_root(target) else '/')  # flow
@app.get('/e')
def e():
    target = request.args['target']
    return redirect(target if stays(target) else '/')
@app.get('/f')
def f():
    url = request.args['url']
    if not odd(url):
        abort(400)
    requests.get(url)
"#,
    );
}

#[test]
fn names_below_a_fixed_host_stay_there() {
    check(
        r#"
import requests
NODE = re.compile(r"n[0-9a-z-]+")
HOST = re.compile(r"[a-z0-9-]+\.stations\.example")
@app.get('/a')
def a():
    node = request.args['node']
    if not NODE.fullmatch(node):
        abort(404)
    requests.get(f"https://{node}.stations.example/now")
@app.get('/b')
def b():
    node = request.args['node']
    if not NODE.match(node):
        abort(404)
    requests.get(f"https://{node}.stations.example/now")  # flow
@app.get('/c')
def c():
    node = request.args['node']
    if not NODE.fullmatch(node):
        abort(404)
    requests.get(f"https://{node}.example/now")  # flow
@app.get('/d')
def d():
    host = request.args['host']
    if not HOST.fullmatch(host):
        abort(404)
    requests.get(f"https://{host}/now")
@app.get('/e')
def e():
    host = request.args['host']
    if not re.fullmatch(r"[a-z0-9.-]+", host):
        abort(404)
    requests.get(f"https://{host}/now")  # flow
"#,
    );
}

#[test]
fn a_check_of_one_half_says_nothing_of_the_other() {
    check(
        "
@app.get('/a')
def a():
    key, _, value = request.args['pair'].partition(':')
    if key in ('crop', 'field'):
        db.execute(f\"select * from plot where {key} = '{value}'\")  # flow
@app.get('/b')
def b():
    key, _, value = request.args['pair'].partition(':')
    if key in ('crop', 'field') and value.isalnum():
        db.execute(f\"select * from plot where {key} = '{value}'\")
",
    );
}
