//! Classes: several bases, classes that enter themselves somewhere, patterns of classes, instances that are called.

use super::check;

#[test]
fn the_class_of_the_instance_says_what_is_behind_a_class() {
    check(
        "
class Root:
    def go(self, text):
        return 'root'
class Left(Root):
    def go(self, text):
        return super().go(text)
class Right(Root):
    def go(self, text):
        return text
class Both(Left, Right):
    pass
class Own(Left, Right):
    def go(self, text):
        return super().go(text)
class Running:
    def act(self, text):
        os.system(text)  # flow
        super().act(text)
class Fixing:
    def act(self, text):
        super().act('ls')
class Acting:
    def act(self, text):
        os.system(text)
class Actor(Running, Fixing, Acting):
    pass
@app.get('/a')
def a():
    os.system(Left().go(request.args['q']))
    os.system(Both().go(request.args['q']))  # flow
    os.system(Own().go(request.args['q']))  # flow
    Actor().act(request.args['q'])
",
    );
}

#[test]
fn constructors_of_several_bases_take_their_part() {
    check(
        "
class First:
    def __init__(self, **options):
        self.first = options.pop('first')
        super().__init__(**options)
class Second:
    def __init__(self, **options):
        self.second = options.pop('second')
class Whole(First, Second):
    pass
@app.get('/a')
def a():
    whole = Whole(first='a', second=request.args['q'])
    os.system(whole.first)
    os.system(whole.second)  # flow
",
    );
}

#[test]
fn classes_enter_themselves_when_they_are_made() {
    check(
        "
class Making(type):
    known = {}
    def __new__(metaclass, name, bases, body):
        made = super().__new__(metaclass, name, bases, body)
        metaclass.known[name] = made
        return made
class Made(metaclass=Making):
    pass
class MadeRunning(Made):
    def go(self, text):
        os.system(text)  # flow
class Listing(type):
    def __init__(cls, name, bases, body):
        super().__init__(name, bases, body)
        LISTED.append(cls)
LISTED = []
class ListedRunning(metaclass=Listing):
    def list(self, text):
        os.system(text)  # flow
PLUGINS = {}
class Plugin:
    def __init_subclass__(cls, name=None, **options):
        PLUGINS[name] = cls
class PluginRunning(Plugin, name='run'):
    def work(self, text):
        os.system(text)  # flow
class PluginQuiet(Plugin, name='quiet'):
    def work(self, text):
        os.system('ls')
class Shape:
    def draw(self, text):
        pass
class Square(Shape):
    def draw(self, text):
        os.system(text)  # flow
@app.get('/a')
def a():
    text = request.args['q']
    Making.known[request.args['k']]().go(text)
    for listed in LISTED:
        listed().list(text)
    PLUGINS[request.args['k']]().work(text)
    for shape in Shape.__subclasses__():
        shape().draw(text)
",
    );
}

#[test]
fn decorators_give_classes_methods() {
    check(
        "
def running(cls):
    def run(self, text):
        os.system(text)  # flow
    def rest(self, text):
        os.system('ls')
    cls.run = run
    cls.rest = rest
    return cls
@running
class Job:
    pass
@app.get('/a')
def a():
    Job().run(request.args['q'])
    Job().rest(request.args['q'])
",
    );
}

#[test]
fn patterns_take_objects_apart() {
    check(
        "
from dataclasses import dataclass
@dataclass
class Point:
    x: str
    y: str
class Pair:
    __match_args__ = ('left', 'right')
    def __init__(self, left, right):
        self.left = left
        self.right = right
def part(value):
    match value:
        case Pair(left=left):
            return left
        case Point(x=x):
            return x
@app.get('/a')
def a():
    q = request.args['q']
    match Point(q, 'b'):
        case Point(x, y):
            os.system(x)  # flow
            os.system(y)
    match Pair('a', q):
        case Point():
            os.system(q)
        case Pair(left, right):
            os.system(left)
            os.system(right)  # flow
    os.system(part(Pair(q, 'a')))  # flow
    os.system(part(Pair('a', q)))
    os.system(part(Point(q, 'a')))  # flow
    os.system(part(Point('a', q)))
",
    );
}

#[test]
fn instances_stand_for_the_functions_that_they_wrap() {
    check(
        "
class Logged:
    def __init__(self, function):
        self.function = function
    def __call__(self, *args):
        return self.function(*args)
class Fixed:
    def __init__(self, function):
        self.function = function
    def __call__(self, *args):
        return 'fixed'
class Prefixed:
    def __init__(self, prefix):
        self.prefix = prefix
    def __call__(self, function):
        def wrapper(*args):
            return self.prefix + function(*args)
        return wrapper
@Logged
def same(text):
    return text
@Fixed
def none(text):
    return text
prefixed = Prefixed('ls ')
@prefixed
def after(text):
    return text
class Holder:
    @Prefixed('ls ')
    def method(self, text):
        return text
@app.get('/a')
def a():
    os.system(same(request.args['q']))  # flow
    os.system(none(request.args['q']))
    os.system(after(request.args['q']))  # flow
    os.system(after('a'))
    os.system(Holder().method(request.args['q']))  # flow
@app.get('/b')
@Logged
def b():
    return '<p>' + request.args['q']  # flow
",
    );
}

#[test]
fn the_class_of_the_first_argument_says_which_function_is_meant() {
    check(
        "
@functools.singledispatch
def show(value):
    return 'nothing'
@show.register
def show_text(value: str):
    return value
@show.register(int)
def show_number(value):
    return str(value)
@functools.singledispatch
def run(value):
    os.system('ls')
@run.register(str)
def _(value):
    os.system(value)  # flow
@run.register(int)
def _(value):
    os.system(f'ls {value}')
class Box:
    @functools.singledispatchmethod
    def put(self, value):
        self.value = 'a'
    @put.register
    def _(self, value: str):
        self.value = value
@app.get('/a')
def a():
    os.system(show(request.args['q']))  # flow
    os.system(show(b'12'))
    run(request.args['q'])
    box = Box()
    box.put(request.args['q'])
    os.system(box.value)  # flow
",
    );
}

#[test]
fn values_that_subclasses_set_decide_in_methods_of_the_base() {
    check(
        "
class Report:
    command = None
    def run(self, text):
        os.system(self.command % text)  # flow
    def quiet(self, text):
        os.system(self.command % 'x')
class Monthly(Report):
    command = 'report %s'
class Fixed(Report):
    command = 'report'
@app.get('/a')
def a():
    Monthly().run(request.args['text'])
    Monthly().quiet(request.args['text'])
    return 'done'
",
    );
}

#[test]
fn views_that_subclasses_inherit_call_what_these_define() {
    check(
        "
from flask.views import MethodView
class Lookup(MethodView):
    def checked(self, name):
        if not name.isalnum():
            abort(400)
        return name
    def get(self):
        name = self.checked(request.args['name'])
        db.execute(\"select * from place where name = '%s'\" % name)  # flow
class Airports(Lookup):
    pass
class Cities(Lookup):
    def checked(self, name):
        return name.title()
app.add_url_rule('/airports', view_func=Airports.as_view('airports'))
app.add_url_rule('/cities', view_func=Cities.as_view('cities'))
",
    );
}
