//! Functions that run before or after views.

use super::check;

#[test]
fn a_hook_exempts_the_endpoints_of_a_set() {
    check(
        r"
OPEN = {'login', 'static'}
@app.before_request
def ask():
    if request.endpoint in OPEN or request.path.startswith('/static'):
        return None
    if 'user' not in session:
        return redirect(url_for('login'))
@app.route('/o/login', methods=['GET','POST'])
def login(): return ''
@app.get('/g/1')
def a(): return ''
@app.post('/g/2')
def b(): return ''
",
        &[],
    );
}

#[test]
fn a_hook_exempts_views_that_a_decorator_has_marked() {
    check(
        r"
def public(f):
    f.is_public = True
    return f
@app.before_request
def ask():
    view = current_app.view_functions.get(request.endpoint)
    if getattr(view, 'is_public', False):
        return
    if not session.get('user_id'):
        abort(401)
@app.get('/o/1')
@public
def a(): return ''
@app.get('/g/2')
def b(): return ''
",
        &[],
    );
}

#[test]
fn a_redirect_that_nobody_returns_turns_nobody_away() {
    check(
        r"
@app.before_request
def ask():
    if 'user' not in session:
        redirect(url_for('login'))
@app.get('/o/1')
def a(): return ''
",
        &[],
    );
}

#[test]
fn what_runs_after_a_view_guards_nothing() {
    check(
        r"
@app.after_request
def ask(response):
    if 'user' not in session:
        return redirect(url_for('login'))
    return response
@app.get('/o/1')
def a(): return ''
",
        &[],
    );
}

#[test]
fn a_hook_may_ask_for_some_methods_only() {
    check(
        r"
@app.before_request
def ask():
    if request.method == 'POST' and not session.get('user'):
        abort(401)
@app.get('/o/1')
def a(): return ''
@app.post('/g/2')
def b(): return ''
",
        &[],
    );
}

#[test]
fn hooks_of_blueprints_guard_their_own_views() {
    check(
        r"
one = Blueprint('one', __name__)
two = Blueprint('two', __name__)
@one.before_request
@login_required
def ask(): pass
@two.before_request
def ask2():
    if not current_user.is_authenticated and request.endpoint != 'two.hello':
        return current_app.login_manager.unauthorized()
@one.get('/g/1')
def a(): return ''
@two.get('/g/2')
def b(): return ''
@two.get('/o/3')
def hello(): return ''
app.register_blueprint(one)
app.register_blueprint(two)
@app.get('/o/4')
def c(): return ''
",
        &[],
    );
}

#[test]
fn a_hook_compares_what_is_sent_with_each_known_key() {
    check(
        r"
from shop import settings
KEYS = [key for key in os.environ.get('KEYS', '').split(',') if key]
@app.before_request
def ask():
    if request.endpoint == 'health':
        return
    sent = request.headers.get(settings.HEADER, '')
    if not any(hmac.compare_digest(sent, key) for key in KEYS):
        abort(401)
@app.get('/o/health')
def health(): return ''
@app.post('/g/1')
def a(): return ''
",
        &[("shop/settings.py", "HEADER = 'X-Api-Key'\n")],
    );
}
