//! Files and variables of the environment that a request writes and reads back.

use super::{check, check_sure};

#[test]
fn a_file_gives_back_what_was_written_to_it() {
    check(
        "
import json
PATH = '/srv/note'
@app.get('/a')
def a():
    with open(PATH, 'w') as file:
        file.write(request.args['q'])
    with open(PATH) as file:
        os.system(file.read())  # flow
    with open('/srv/other') as file:
        os.system(file.read())
    with open(PATH, 'w') as file:
        file.write('fixed')
    with open(PATH) as file:
        os.system(file.read())
    with open(PATH, 'a') as file:
        print(request.args['q'], file=file)
    for line in open(PATH):
        os.system(line)  # flow
def save(text):
    with open('/srv/saved', 'w') as file:
        json.dump({'text': text}, file)
@app.get('/b')
def b():
    save(request.args['q'])
    with open('/srv/saved') as file:
        os.system(json.load(file)['text'])  # flow
@app.get('/c')
def c():
    path = pathlib.Path('/srv/c')
    path.write_text(request.args['q'])
    os.system(path.read_text())  # flow
    os.system(pathlib.Path('/srv/d').read_text())
",
    );
}

#[test]
fn temporary_files_are_known_by_their_names() {
    check(
        "
import tempfile
@app.get('/a')
def a():
    with tempfile.NamedTemporaryFile('w', delete=False) as file:
        file.write(request.args['q'])
    with open(file.name) as again:
        os.system(again.read())  # flow
    os.system('cat ' + file.name)
    handle, path = tempfile.mkstemp()
    os.write(handle, request.args['q'].encode())
    os.close(handle)
    os.system(open(path).read())  # flow
    folder = tempfile.mkdtemp()
    with open(os.path.join(folder, 'a'), 'w') as file:
        file.write(request.args['q'])
    os.system(open(os.path.join(folder, 'a')).read())  # flow
    os.system(open(os.path.join(folder, 'b')).read())
",
    );
}

#[test]
fn variables_of_the_environment_are_known_by_their_names() {
    check(
        "
@app.get('/a')
def a():
    os.environ['NOTE'] = request.args['q']
    os.environ['OTHER'] = 'a'
    os.system(os.environ['NOTE'])  # flow
    os.system(os.environ.get('NOTE', ''))  # flow
    os.system(os.getenv('NOTE'))  # flow
    os.system(os.environ['OTHER'])
",
    );
}

#[test]
fn what_a_library_keeps_somewhere_is_not_nothing() {
    check(
        "
import sqlite3
def first(statement):
    rows = sqlite3.connect('shop.db').execute(statement).fetchall()
    return rows[0] if rows else None
@app.get('/a')
def a():
    if first('SELECT id FROM people'):
        os.system(request.args['a'])  # flow
    if None:
        os.system(request.args['a'])
",
    );
}

#[test]
fn a_stream_is_no_path_but_what_is_read_from_it_may_be_one() {
    check(
        "
import zipfile
def names(stream):
    return zipfile.ZipFile(stream).namelist()
def write(stream):
    open(stream)
@app.post('/a')
def a():
    upload = request.files['file']
    open(names(upload)[0])  # flow
    open(names(upload.stream)[0])  # flow
    open(zipfile.ZipFile(upload.stream).namelist()[0])  # flow
    zipfile.ZipFile(upload.stream)
    write(upload)
    write(upload.stream)
",
    );
}

#[test]
fn archives_bring_what_was_written_to_their_path() {
    check(
        "
import tarfile, tempfile, zipfile
@app.post('/a')
def a():
    path = '/tmp/a.zip'
    request.files['file'].save(path)
    os.system(zipfile.ZipFile(path).namelist()[0])  # flow
    os.system(zipfile.ZipFile('/tmp/b.zip').namelist()[0])
@app.post('/b')
def b():
    path = os.path.join(tempfile.mkdtemp(), 'b.tar')
    request.files['file'].save(path)
    with tarfile.open(path) as archive:
        os.system(archive.getnames()[0])  # flow
@app.post('/c')
def c():
    file = tempfile.NamedTemporaryFile()
    request.files['file'].save(file.name)
    os.system(zipfile.ZipFile(file.name).namelist()[0])  # flow
",
    );
}

#[test]
fn what_hooks_put_on_the_request_is_as_sure_as_a_variable() {
    check_sure(
        "
counts = {}
@app.before_request
def chosen():
    g.theme = request.args['theme']
    g.size = int(request.args['size'])
@app.get('/a')
def a():
    open('/themes/' + g.theme)  # flow
    open('/themes/%s' % g.size)
",
    );
}

#[test]
fn queues_carry_what_was_put_into_them() {
    check(
        "
import queue, threading
jobs = queue.Queue()
numbers = queue.Queue()
def work():
    while True:
        os.system('print ' + jobs.get())  # flow
        os.system('print ' + numbers.get())
@app.post('/a')
def a():
    jobs.put(request.args['job'])
    numbers.put(str(int(request.args['number'])))
    return 'done'
threading.Thread(target=work, daemon=True).start()
",
    );
}

#[test]
fn signals_call_what_listens_to_them() {
    check(
        "
from blinker import Namespace
signals = Namespace()
searched = signals.signal('searched')
counted = signals.signal('counted')
@searched.connect
def note(sender, term):
    db.execute(f\"insert into search values ('{term}')\")  # flow
@counted.connect
def count(sender, number):
    db.execute(f'insert into visit values ({number})')
@app.get('/a')
def a():
    searched.send(app, term=request.args['q'])
    counted.send(app, number=int(request.args['n']))
    return 'done'
",
    );
}

#[test]
fn a_field_of_a_form_holds_what_its_validators_let_through() {
    check(
        "
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, ValidationError
def plain(form, field):
    if re.search(r'[^a-z]', field.data):
        raise ValidationError('letters only')
def short(form, field):
    if len(field.data) > 80:
        raise ValidationError('too long')
class PageForm(FlaskForm):
    name = StringField('Name', validators=[DataRequired(), plain])
    folder = StringField('Folder', [short, plain])
    title = StringField('Title', validators=[DataRequired(), short])
@app.post('/a')
def a():
    form = PageForm()
    open(form.folder.data + '/' + form.name.data)
    open(form.title.data)  # flow
",
    );
}

#[test]
fn folders_that_the_environment_names_bound_paths_as_constants_do() {
    check(
        "
from pathlib import Path
FOLDER = os.path.realpath(os.environ['PARCELS'])
SHELF = Path(os.environ['SHELF']).resolve()
@app.get('/a')
def a():
    path = os.path.realpath(os.path.join(FOLDER, request.args['name']))
    if os.path.commonpath([FOLDER, path]) != FOLDER:
        abort(404)
    open(path)
    return 'done'
@app.get('/b')
def b():
    path = os.path.realpath(os.path.join(SHELF, request.args['name']))
    if os.path.commonpath([str(SHELF), path]) == str(SHELF):
        open(path)
    open(path)  # flow
    return 'done'
@app.get('/c')
def c():
    path = os.path.realpath(os.path.join(FOLDER, request.args['name']))
    if not path.startswith(FOLDER + os.sep):
        abort(404)
    open(path)
    return 'done'
@app.get('/d')
def d():
    path = os.path.realpath(os.path.join(FOLDER, request.args['name']))
    if not path.startswith(request.args['folder'] + os.sep):
        abort(404)
    open(path)  # flow
    return 'done'
",
    );
}

#[test]
fn a_relative_path_without_parents_stays_in_its_folder() {
    check(
        "
from pathlib import PurePosixPath
@app.get('/a')
def a():
    wanted = PurePosixPath(request.args['page'])
    if wanted.is_absolute() or '..' in wanted.parts:
        abort(400)
    open(os.path.join('/pages', str(wanted)))
    return 'done'
@app.get('/b')
def b():
    name = request.args['page']
    if os.path.isabs(name) or '..' in name.split('/'):
        abort(400)
    open(os.path.join('/pages', name))
    return 'done'
@app.get('/c')
def c():
    name = request.args['page']
    if os.path.isabs(name):
        abort(400)
    open(os.path.join('/pages', name))  # flow
    return 'done'
@app.get('/d')
def d():
    wanted = PurePosixPath(request.args['page'])
    if '..' in wanted.parts:
        abort(400)
    open(wanted)  # flow
    return 'done'
@app.get('/e')
def e():
    wanted = PurePosixPath(request.args['page'])
    if wanted.is_absolute() or '.' in wanted.parts:
        abort(400)
    open(os.path.join('/pages', wanted))  # flow
    return 'done'
",
    );
}

#[test]
fn keys_of_a_mapping_that_came_in_are_told_by_its_caller() {
    check(
        "
def named(**wanted):
    for key, value in wanted.items():
        os.system('find ' + key)
def chosen(wanted):
    for key in wanted.keys():
        os.system('find ' + key)  # flow
    for key, value in wanted.items():
        os.system('find ' + value)  # flow
def sent(wanted):
    for key, value in wanted.items():
        os.system('find ' + key)  # flow
@app.get('/a')
def a():
    named(name=request.args['name'])
    chosen({'name': request.args['name']})
    chosen({request.args['key']: 'red'})
    sent(request.args)
    return 'done'
",
    );
}
