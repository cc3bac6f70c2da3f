//! Checks in views and their helpers, and guards that a setting switches on.

use super::check;

#[test]
fn what_a_setting_switches_guards_sometimes() {
    check(
        r"
LOCKED = True
def is_locked():
    return current_app.config.get('LOCKED', False)
def maybe(f):
    @wraps(f)
    def inner(*a, **k):
        if is_locked() and not session.get('user'):
            abort(401)
        return f(*a, **k)
    return inner
def maybe2(f):
    @wraps(f)
    def inner(*a, **k):
        if not is_locked():
            return f(*a, **k)
        if not session.get('user'):
            abort(401)
        return f(*a, **k)
    return inner
if os.environ.get('AUTH') == 'on':
    guard = login_required
else:
    guard = lambda f: f
def chosen():
    return login_required if app.config['AUTH'] else (lambda f: f)
@app.get('/c/1')
@maybe
def a(): return ''
@app.get('/c/2')
@maybe2
def b(): return ''
@app.get('/c/3')
@guard
def c(): return ''
@app.get('/c/4')
def d():
    if app.config['PRIVATE'] and not current_user.is_authenticated:
        abort(401)
    return ''
@app.get('/o/5')
def e():
    if app.config['PRIVATE'] and not current_user.is_authenticated:
        flash('hm')
    return ''
",
        &[],
    );
}

#[test]
fn a_check_may_lie_many_calls_deep() {
    check(
        r"
class Grant:
    def __init__(self, user):
        self.user = user
class Server:
    def validate(self):
        return self.step1()
    def step1(self):
        return self.step2()
    def step2(self):
        return self.step3()
    def step3(self):
        return self.step4()
    def step4(self):
        return self.step5()
    def step5(self):
        if not current_user.is_authenticated:
            abort(401)
        return Grant(current_user)
server = Server()
@app.get('/g/1')
def a():
    grant = server.validate()
    return ''
",
        &[],
    );
}

#[test]
fn a_refusal_that_is_caught_refuses_nobody() {
    check(
        r"
@app.get('/g/1')
def a():
    user = session.get('user') or abort(401)
    return user
@app.get('/g/2')
def b():
    return '' if session.get('user') else abort(403)
@app.get('/g/3')
def c():
    assert current_user.is_authenticated
    return ''
@app.get('/g/4')
def d():
    if session.get('user'):
        return 'secret'
    else:
        return redirect('/login')
@app.get('/g/5')
def e():
    match session.get('role'):
        case 'admin':
            return ''
        case _:
            abort(403)
@app.get('/g/6')
def f():
    try:
        check()
    except PermissionError:
        return 'no', 403
    return ''
def check():
    if not session.get('user'):
        raise PermissionError
@app.get('/o/7')
def h():
    try:
        check()
    except PermissionError:
        pass
    return ''
@app.get('/o/8')
def i():
    if not session.get('user'):
        session['user'] = 'guest'
    return ''
",
        &[],
    );
}

#[test]
fn a_setting_may_do_instead_of_a_permission() {
    check(
        r"
@app.post('/c/1')
def restore():
    if not Permissions.RESTORE.can() and not app.config.get('FIRST_RUN'):
        abort(403)
    return ''
@app.post('/c/2')
def settings():
    if not session.get('user') and not (app.config.get('FIRST_RUN') or app.config.get('EMPTY')):
        abort(403)
    return ''
@app.post('/o/3')
def greet():
    if not session.get('user') and not app.config.get('QUIET'):
        flash('hello')
    return ''
@app.get('/o/4')
def login():
    if current_user.is_authenticated:
        return redirect('/home')
    if request.args.get('sso'):
        return redirect('/sso')
    return redirect('/form')
",
        &[],
    );
}

#[test]
fn a_key_of_the_session_says_who_the_sender_is_if_its_absence_is_answered_so() {
    check(
        r"
def brewer():
    if 'brewer' not in session:
        abort(401)
    return session['brewer']
@app.get('/g/1')
def mash():
    return str(brewer())
@app.get('/g/2')
def hops():
    if not session.get('tapster'):
        return redirect(url_for('login'))
    return ''
@app.get('/o/3')
def basket():
    if 'basket' not in session:
        abort(404)
    return str(session['basket'])
@app.get('/o/4')
def robot():
    if not session.get('captcha'):
        abort(403)
    return ''
",
        &[],
    );
}
