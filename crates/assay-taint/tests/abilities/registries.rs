//! State that functions share: registries, attributes of classes, errors on their way to a handler, names that are texts.

use super::check;

#[test]
fn what_decorators_put_into_a_registry_is_called() {
    check(
        "
HANDLERS = {}
OTHERS = {}
def handler(name):
    def enter(function):
        HANDLERS[name] = function
        return function
    return enter
def other(function):
    OTHERS[function.__name__] = function
    return function
@handler('run')
def run(text):
    os.system(text)  # flow
@other
def quiet(text):
    os.system('ls')
@app.get('/a')
def a():
    HANDLERS[request.args['verb']](request.args['text'])
    OTHERS[request.args['verb']](request.args['text'])
    return 'done'
",
    );
}

#[test]
fn a_function_that_registers_another_is_followed() {
    check(
        "
COMMANDS = []
def register(function):
    COMMANDS.append(function)
def run(text):
    os.system(text)  # flow
def unused(text):
    os.system(text)
register(run)
@app.get('/a')
def a():
    for command in COMMANDS:
        command(request.args['text'])
    return 'done'
",
    );
}

#[test]
fn attributes_of_classes_are_shared() {
    check(
        "
class Current:
    name = 'a'
    other = 'b'
    @classmethod
    def put(cls, name):
        cls.name = name
@app.get('/a')
def a():
    Current.put(request.args['name'])
    os.system(Current.name)  # flow
    os.system(Current.other)
    return 'done'
class Later:
    name = 'a'
    other = 'b'
@app.get('/b')
def b():
    Later.name = request.args['name']
    return 'done'
@app.get('/c')
def c():
    os.system(Later.name)  # flow
    os.system(Later.other)
    return 'done'
",
    );
}

#[test]
fn errors_bring_what_they_carry_to_their_handler() {
    check(
        "
class Refused(Exception):
    def __init__(self, message, hint='none'):
        super().__init__(message)
        self.message = message
        self.hint = hint
class Other(Exception):
    pass
@app.errorhandler(Refused)
def refused(error):
    if error.hint:
        return '<p>' + error.hint + '</p>'
    return '<p>' + error.message + '</p>'  # flow
@app.errorhandler(410)
def gone(error):
    return error
@app.get('/e')
def e():
    abort(410, 'no longer ' + request.args['name'])
@app.errorhandler(Other)
def other(error):
    return '<p>' + str(error) + '</p>'
@app.errorhandler(404)
def missing(error):
    return '<p>' + error.description + '</p>', 404  # flow
@app.errorhandler(400)
def bad(error):
    return '<p>' + error.description + '</p>', 400
@app.get('/a')
def a():
    raise Refused('no ' + request.args['name'])
@app.get('/b')
def b():
    abort(404, 'no page ' + request.args['name'])
@app.get('/c')
def c():
    abort(400, 'no page')
@app.get('/d')
def d():
    raise Other('fixed')
",
    );
}

#[test]
fn modules_can_be_imported_by_name() {
    check(
        "
import importlib
@app.get('/a')
def a():
    importlib.import_module('os').system(request.args['name'])  # flow
    importlib.import_module('os').system('ls')
    __import__('os').system(request.args['name'])  # flow
    __import__('os').getpid()
    return 'done'
",
    );
}

#[test]
fn variables_can_be_looked_up_by_name() {
    check(
        "
def run(text):
    os.system(text)  # flow
def quiet(text):
    os.system('ls')
@app.get('/a')
def a():
    name = request.args['name']
    fixed = 'a'
    os.system('ls %(name)s' % locals())  # flow
    os.system('ls %(fixed)s' % locals())
    os.system('ls {name}'.format(**locals()))  # flow
    os.system('ls {fixed}'.format(**locals()))
    globals()['run'](name)
    globals()['quiet'](name)
    return 'done'
",
    );
}

#[test]
fn what_is_kept_on_g_is_found_by_its_name() {
    check(
        "
@app.get('/a')
def a():
    g.name = request.args['name']
    g.fixed = 'a'
    os.system(g.get('name'))  # flow
    os.system(g.get('fixed'))
    os.system(g.get('absent', 'b'))
    return 'done'
",
    );
}

#[test]
fn wsgi_applications_read_the_request_from_their_environment() {
    check(
        "
def application(environ, start_response):
    os.system('ls ' + environ['QUERY_STRING'])  # flow
    os.system('ls ' + environ['wsgi.url_scheme'])
    start_response('200 OK', [])
    return [b'']
def plain(environ, other):
    os.system('ls ' + environ['QUERY_STRING'])
",
    );
}

#[test]
fn an_object_on_the_context_is_of_the_class_that_was_called() {
    check(
        "
class Basket:
    def __init__(self, query, size):
        self.query = query
        self.size = size
    def wanted(self, name):
        return self.query.get(name)
    def fixed(self):
        return self.size
@app.before_request
def open_basket():
    g.basket = Basket(query=request.args, size='2')
@app.get('/a')
def a():
    os.system(g.basket.wanted('name'))  # flow
    os.system(g.basket.query['name'])  # flow
    os.system(g.basket.fixed())
    return 'done'
",
    );
}

#[test]
fn an_object_that_a_factory_made_is_known_to_the_functions_inside() {
    check(
        "
class Tasks:
    def run(self, text):
        os.system(text)  # flow
class Quiet:
    def run(self, text):
        os.system('ls')
def make():
    tasks = Tasks()
    quiet = Quiet()
    @app.get('/a')
    def a():
        tasks.run(request.args['text'])
        quiet.run(request.args['text'])
        return 'done'
",
    );
}

#[test]
fn objects_that_modules_make_hold_registries() {
    check(
        "
from kitchen import orders, Menu
class Steps:
    def __init__(self):
        self.entries = []
    def step(self, function):
        self.entries.append(function)
        return function
    def take(self, text):
        for function in self.entries:
            function(text)
steps = Steps()
@steps.step
def cook(text):
    os.system(text)  # flow
@orders.on('fry')
def fry(text):
    os.system(text)  # flow
def boil(text):
    os.system(text)  # flow
orders.enter('boil', boil)
@Menu.dish('soup')
def soup(text):
    os.system(text)  # flow
def unused(text):
    os.system(text)
@app.get('/a')
def a():
    steps.take(request.args['text'])
    orders.handle(request.args['verb'], request.args['text'])
    Menu().serve(request.args['verb'], request.args['text'])
    return 'done'

# file: kitchen.py
class Orders:
    def __init__(self):
        self.handlers = {}
    def enter(self, name, function):
        self.handlers[name] = function
    def on(self, name):
        def keep(function):
            self.handlers[name] = function
            return function
        return keep
    def handle(self, name, text):
        return self.handlers[name](text)
orders = Orders()
class Menu:
    dishes = {}
    @classmethod
    def dish(cls, name):
        def keep(function):
            cls.dishes[name] = function
            return function
        return keep
    def serve(self, name, text):
        return self.dishes[name](text)
",
    );
}

#[test]
fn a_registry_may_hold_callables_in_pairs() {
    check(
        "
class Router:
    def __init__(self):
        self.rules = []
    def add(self, pattern, function):
        self.rules.append((pattern, function))
    def call(self, path, text):
        for pattern, function in self.rules:
            if path.startswith(pattern):
                return function(text)
router = Router()
def shown(text):
    os.system(text)  # flow
router.add('/show', shown)
@app.get('/a')
def a():
    return router.call(request.args['path'], request.args['text'])
",
    );
}
