//! Guards of classes of views.

use super::check;

#[test]
fn decorators_of_a_class_of_views_hold_for_its_subclasses_until_these_have_their_own() {
    check(
        r"
class A(MethodView):
    decorators = [login_required]
    def get(self): return ''
class B(A):
    def get(self): return ''
class C(A):
    decorators = []
    def get(self): return ''
class D(MethodView):
    decorator = [login_required]
    def get(self): return ''
class E(MethodView):
    @login_required
    def get(self): return ''
def admin(f):
    @wraps(f)
    def inner(*a, **k):
        if not session.get('is_admin'):
            abort(403)
        return f(*a, **k)
    return inner
class F(MethodView):
    decorators = (admin,)
    def get(self): return ''
app.add_url_rule('/g/1', view_func=A.as_view('a'))
app.add_url_rule('/g/2', view_func=B.as_view('b'))
app.add_url_rule('/o/3', view_func=C.as_view('c'))
app.add_url_rule('/o/4', view_func=D.as_view('d'))
app.add_url_rule('/g/5', view_func=E.as_view('e'))
app.add_url_rule('/g/6', view_func=F.as_view('f'))
class G(MethodView):
    def get(self): return ''
app.add_url_rule('/g/7', view_func=login_required(G.as_view('g')))
gv = G.as_view('g2')
gv = admin(gv)
app.add_url_rule('/g/8', view_func=gv)
",
        &[],
    );
}

#[test]
fn what_stands_around_the_dispatch_of_a_class_guards_its_methods() {
    check(
        r"
class Base(MethodView):
    def dispatch_request(self, *a, **k):
        if 'user' not in session:
            return redirect('/login')
        return super().dispatch_request(*a, **k)
class A(Base):
    def get(self): return ''
class Broken(MethodView):
    def dispatch_request(self, *a, **k):
        if 'user' not in session:
            flash('please log in')
        return super().dispatch_request(*a, **k)
class B(Broken):
    def get(self): return ''
class C(Base):
    def dispatch_request(self, *a, **k):
        return MethodView.dispatch_request(self, *a, **k)
    def get(self): return ''
class LoginMixin:
    def dispatch_request(self, *a, **k):
        if not current_user.is_authenticated:
            abort(401)
        return super().dispatch_request(*a, **k)
class D(LoginMixin, MethodView):
    def get(self): return ''
class E(MethodView, LoginMixin):
    def get(self): return ''
class Template:
    permission = None
    def dispatch_request(self, *a, **k):
        self.check()
        return super().dispatch_request(*a, **k)
    def check(self):
        pass
class F(Template, MethodView):
    def check(self):
        if not current_user.is_admin:
            abort(403)
    def get(self): return ''
class G(Template, MethodView):
    def get(self): return ''
class H(View):
    def dispatch_request(self):
        if not session.get('user'):
            abort(403)
        return ''
class I(MethodView):
    @login_required
    def dispatch_request(self, *a, **k):
        return super().dispatch_request(*a, **k)
class J(I):
    def post(self): return ''
app.add_url_rule('/g/1', view_func=A.as_view('a'))
app.add_url_rule('/o/2', view_func=B.as_view('b'))
app.add_url_rule('/o/3', view_func=C.as_view('c'))
app.add_url_rule('/g/4', view_func=D.as_view('d'))
app.add_url_rule('/o/5', view_func=E.as_view('e'))
app.add_url_rule('/g/6', view_func=F.as_view('f'))
app.add_url_rule('/o/7', view_func=G.as_view('g'))
app.add_url_rule('/g/8', view_func=H.as_view('h'))
app.add_url_rule('/g/9', view_func=J.as_view('j'))
",
        &[],
    );
}

#[test]
fn checks_of_a_base_guard_the_views_that_call_them() {
    check(
        r"
class Checks:
    def need(self):
        if not session.get('user'):
            abort(401)
    def may(self):
        return bool(session.get('user'))
class A(Checks, MethodView):
    def get(self):
        self.need()
        return ''
class C(Checks, MethodView):
    def post(self):
        self.may()
        return ''
class D(Checks, MethodView):
    def put(self):
        if not self.may():
            return 'no', 403
        return ''
class Init(MethodView):
    init_every_request = True
    def __init__(self):
        if not session.get('user'):
            abort(401)
class B(Init):
    def get(self): return ''
app.add_url_rule('/g/1', view_func=A.as_view('a'))
app.add_url_rule('/o/3', view_func=C.as_view('c'))
app.add_url_rule('/g/4', view_func=D.as_view('d'))
app.add_url_rule('/g/2', view_func=B.as_view('b'))
",
        &[],
    );
}
