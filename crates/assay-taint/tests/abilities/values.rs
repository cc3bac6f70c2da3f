//! Values: containers, texts, constants and what branches on them.

use super::check;

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
fn items_of_an_object_are_not_its_attributes() {
    check(
        "
class Watch(dict):
    def __init__(self, *args, **options):
        self.folder = options.get('folder')
        self.update(options.get('default'))
class Loud(Watch):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
@app.get('/a')
def a():
    watch = Loud(folder='/srv', default=request.args)
    open(watch.folder)
    open(watch['file'])  # flow
@app.get('/b')
def b():
    watch = Loud(folder=request.args['folder'], default={})
    open(watch.folder)  # flow
",
    );
}

#[test]
fn names_of_declared_fields_are_not_the_clients() {
    check(
        "
import marshmallow
class Shape(marshmallow.Schema):
    pass
@app.post('/a')
def a():
    for key, value in Shape().load(request.json).items():
        db.execute('select ' + key)
        db.execute('select ' + value)  # flow
class Api:
    shape = Shape()
    def put(self):
        try:
            item = self.shape.load(request.json)
        except ValueError:
            abort(400)
        for key, value in item.items():
            db.execute('select ' + key)
            db.execute('select ' + value)  # flow
@app.post('/api')
def api():
    Api().put()
@app.post('/b')
def b():
    for key, value in request.json.items():
        db.execute('select ' + key)  # flow
",
    );
}

#[test]
fn what_a_setting_holds_is_not_the_name_it_is_asked_for_by() {
    check(
        "
@app.get('/a')
def a():
    kind = request.args['k']
    os.system(app.config['TOOLS'].get('tool_' + kind))
    os.system(app.config['TOOLS'].get('tool', kind))  # flow
",
    );
}
