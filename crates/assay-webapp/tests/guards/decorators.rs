//! Decorators of views.

use super::check;

#[test]
fn a_copy_of_a_login_library_in_the_project_is_understood() {
    check(
        r#"
from users import must_login, me, broken_login
def strict(func):
    @wraps(func)
    def inner(*a, **k):
        if me.role_admin():
            return func(*a, **k)
        abort(403)
    return inner
def outer(func):
    @wraps(func)
    def inner(*a, **k):
        if current_app.config.get("ANON"):
            return func(*a, **k)
        return must_login(func)(*a, **k)
    return inner
def hands(func):
    @wraps(func)
    def inner(*a, **k):
        return must_login(func)(*a, **k)
    return inner
def broken_outer(func):
    @wraps(func)
    def inner(*a, **k):
        must_login(func)
        return func(*a, **k)
    return inner
@app.get('/g/1')
@strict
def a(): return ''
@app.get('/c/2')
@outer
def b(): return ''
@app.get('/c/3')
@hands
def c(): return ''
@app.get('/o/4')
@broken_outer
def d(): return ''
@app.get('/c/5')
@must_login
def e(): return ''
@app.get('/o/6')
@broken_login
def f(): return ''
@app.get('/g/7')
def h():
    if not me.is_staff:
        abort(403)
    return ''
@app.get('/o/8')
def i():
    if me.theme == 'dark':
        return 'dark'
    return ''
"#,
        &[(
            "users.py",
            r#"
from functools import wraps
from flask import current_app, g, has_request_context, request, session, redirect
from werkzeug.local import LocalProxy
me = LocalProxy(lambda: _find())
def _find():
    if has_request_context():
        if "_who" not in g:
            current_app.login_manager.load()
        return g._who
    return None
def must_login(func):
    @wraps(func)
    def inner(*args, **kwargs):
        if request.method in {"OPTIONS"} or current_app.config.get("LOGIN_DISABLED"):
            pass
        elif not me.is_authenticated:
            return current_app.login_manager.unauthorized()
        if callable(getattr(current_app, "ensure_sync", None)):
            return current_app.ensure_sync(func)(*args, **kwargs)
        return func(*args, **kwargs)
    return inner
def broken_login(func):
    @wraps(func)
    def inner(*args, **kwargs):
        if not me.is_authenticated:
            current_app.login_manager.unauthorized()
        return func(*args, **kwargs)
    return inner
"#,
        )],
    );
}

#[test]
fn decorators_ask_for_roles_and_permissions_of_whoever_is_kept_as_the_user() {
    check(
        r"
import enum
class Perm(enum.Enum):
    SUPERUSER = 'superuser'
SUPERUSER = 'superuser'
def require_permission(name):
    def outer(f):
        @wraps(f)
        def inner(*a, **k):
            if not may(name):
                abort(403)
            return f(*a, **k)
        return inner
    return outer
def may(name):
    return getattr(g.user, 'may').check(name)
def require_b(name):
    def outer(f):
        @wraps(f)
        def inner(*a, **k):
            if not getattr(g.user.may, name)():
                abort(403)
            return f(*a, **k)
        return inner
    return outer
def require_broken(name):
    def outer(f):
        @wraps(f)
        def inner(*a, **k):
            if not getattr(g.user.may, name)():
                app.logger.warning('no')
            return f(*a, **k)
        return inner
    return outer
def roles(*names):
    def outer(f):
        @wraps(f)
        def inner(*a, **k):
            if g.user is None or g.user.role not in names:
                return redirect('/login')
            return f(*a, **k)
        return inner
    return outer
@app.before_request
def load():
    g.user = find(session.get('user_id'))
def find(n):
    return db.get(n) if n else Anonymous()
class Anonymous: pass
@app.get('/g/1')
@require_permission(SUPERUSER)
def a(): return ''
@app.get('/g/2')
@require_b(SUPERUSER)
def b(): return ''
@app.get('/o/3')
@require_broken(SUPERUSER)
def c(): return ''
@app.get('/g/4')
@roles('a','b')
def d(): return ''
@app.get('/g/5')
@require_permission(Perm.SUPERUSER)
def e(): return ''
",
        &[],
    );
}

#[test]
fn a_class_may_be_a_decorator_and_make_them() {
    check(
        r"
class Require:
    def __init__(self, role):
        self.role = role
    def __call__(self, f):
        @wraps(f)
        def inner(*a, **k):
            if session.get('role') != self.role:
                abort(403)
            return f(*a, **k)
        return inner
class Broken:
    def __init__(self, role):
        self.role = role
    def __call__(self, f):
        @wraps(f)
        def inner(*a, **k):
            if session.get('role') != self.role:
                app.logger.info('x')
            return f(*a, **k)
        return inner
class Login:
    def __init__(self, f):
        self.f = f
        self.__name__ = f.__name__
    def __call__(self, *a, **k):
        if 'user' not in session:
            return redirect('/login')
        return self.f(*a, **k)
class BrokenLogin:
    def __init__(self, f):
        self.f = f
        self.__name__ = f.__name__
    def __call__(self, *a, **k):
        if 'user' not in session:
            session['next'] = request.url
        return self.f(*a, **k)
class Auth:
    def required(self, f):
        @wraps(f)
        def inner(*a, **k):
            if not self.user():
                abort(401)
            return f(*a, **k)
        return inner
    def user(self):
        return session.get('user')
    def optional(self, f):
        @wraps(f)
        def inner(*a, **k):
            g.user = self.user()
            return f(*a, **k)
        return inner
auth = Auth()
@app.get('/g/1')
@Require('admin')
def a(): return ''
@app.get('/o/2')
@Broken('admin')
def b(): return ''
@app.get('/g/3')
@Login
def c(): return ''
@app.get('/o/4')
@BrokenLogin
def d(): return ''
@app.get('/g/5')
@auth.required
def e(): return ''
@app.get('/o/6')
@auth.optional
def f(): return ''
",
        &[],
    );
}

#[test]
fn wrappers_are_guards_if_they_keep_strangers_out() {
    check(
        r"
def guard(f=None, *, role=None):
    def deco(f):
        @wraps(f)
        def inner(*a, **k):
            user = session.get('user')
            if user is None:
                return jsonify(error='login'), 401
            if role and user['role'] != role:
                return jsonify(error='no'), 403
            return f(*a, **k)
        return inner
    return deco(f) if f else deco
def compose(*decs):
    def deco(f):
        for d in reversed(decs):
            f = d(f)
        return f
    return deco
both = compose(login_required, guard)
def tries(f):
    @wraps(f)
    def inner(*a, **k):
        try:
            user = session['user']
        except KeyError:
            return 'log in first', 401
        return f(*a, **k)
    return inner
def tries_broken(f):
    @wraps(f)
    def inner(*a, **k):
        try:
            user = session['user']
        except KeyError:
            user = None
        return f(*a, **k)
    return inner
def both_sides(f):
    @wraps(f)
    def inner(*a, **k):
        if 'user' in session:
            return f(*a, **k)
        return f(*a, **k)
    return inner
def inverted(f):
    @wraps(f)
    def inner(*a, **k):
        if 'user' in session:
            return redirect('/home')
        return f(*a, **k)
    return inner
@app.get('/g/1')
@guard
def a(): return ''
@app.get('/g/2')
@guard(role='x')
def b(): return ''
@app.get('/g/3')
@both
def c(): return ''
@app.get('/g/5')
@tries
def e(): return ''
@app.get('/o/6')
@tries_broken
def f(): return ''
@app.get('/o/7')
@both_sides
def h(): return ''
@app.get('/o/8')
@inverted
def i(): return ''
",
        &[],
    );
}

#[test]
fn tokens_guard_if_a_wrong_one_is_refused() {
    check(
        r"
def token(f):
    @wraps(f)
    def inner(*a, **k):
        t = request.headers.get('Authorization', '').replace('Bearer ', '')
        if t != os.environ['TOKEN']:
            abort(401)
        return f(*a, **k)
    return inner
def token_broken(f):
    @wraps(f)
    def inner(*a, **k):
        t = request.headers.get('Authorization')
        if t:
            g.who = lookup(t)
        return f(*a, **k)
    return inner
def any_token(f):
    @wraps(f)
    def inner(*a, **k):
        t = request.args.get('token')
        row = db.execute('select * from tokens where t = ?', (t,)).fetchone()
        if row is None:
            abort(401)
        return f(*a, **k)
    return inner
@app.get('/g/9')
@token
def j(): return ''
@app.get('/o/10')
@token_broken
def k(): return ''
@app.get('/g/11')
@any_token
def l(): return ''
",
        &[],
    );
}
