//! What is sure and what is a guess: values under keys that nobody knows, taints of which one is cleaner
//! and the other less sure, and rows that a query finds.

use super::{check, check_sure};

#[test]
fn what_fills_an_empty_mapping_is_found_under_every_key() {
    check_sure(
        "
class Bag(dict):
    pass

class Settings:
    def __init__(self):
        self.values = {}

    def load(self, form):
        for key, value in form.items():
            self.values[key] = value

    def run(self):
        os.system(self.values['tool'])  # flow

@app.post('/a')
def a():
    found = {}
    for key, value in request.form.items():
        found[key] = value
    os.system(found['tool'])  # flow
    bag = Bag()
    bag.update(request.form)
    os.system(bag['tool'])  # flow
    settings = Settings()
    settings.load(request.form)
    settings.run()
    return 'done'
",
    );
}

#[test]
fn what_is_put_into_an_object_under_some_key_is_not_surely_under_another() {
    check_sure(
        "
class Job(dict):
    def __init__(self, given):
        super().__init__()
        self.update({'id': 'none', 'title': ''})
        self.update(given)

    @property
    def folder(self):
        return '/data/' + self['id']

class Jobs:
    def __init__(self):
        self.jobs = {'a': Job({})}

jobs = Jobs()

@app.post('/a')
def a():
    job = jobs.jobs['a']
    job.update({key: value for key, value in request.form.items() if key in job})
    os.system(job.folder)
    return 'done'

@app.post('/b')
def b():
    job = Job({})
    job['title'] = request.form['title']
    os.system(job['title'])  # flow
    os.system(job['id'])
    return 'done'
",
    );
}

#[test]
fn of_one_source_what_is_sure_may_be_cleaner() {
    check_sure(
        "
import hashlib
from unknown import improved

def stored(name):
    place = '/data/' + hashlib.sha256(name.encode()).hexdigest()
    return place if request.method == 'GET' else improved(place, name)

@app.get('/a')
def a():
    os.system('cat ' + stored(request.args['name']))
    return 'done'

@app.get('/b')
def b():
    name = request.args['name']
    place = name if request.method == 'GET' else improved(name)
    os.system('cat ' + place)  # flow
    return 'done'
",
    );
    check(
        "
import hashlib
from unknown import improved

def stored(name):
    place = '/data/' + hashlib.sha256(name.encode()).hexdigest()
    return place if request.method == 'GET' else improved(place, name)

@app.get('/a')
def a():
    os.system('cat ' + stored(request.args['name']))  # flow
    return 'done'
",
    );
}

#[test]
fn what_a_query_finds_somebody_else_chose_before() {
    check_sure(
        "
from flask_sqlalchemy import SQLAlchemy
data = SQLAlchemy(app)

class Scan(data.Model):
    id = data.Column(data.Integer, primary_key=True)
    name = data.Column(data.String)

def find(name):
    return data.session.query(Scan).filter(Scan.name == name).first()

@app.get('/a')
def a():
    name = request.args['name']
    if find(name):
        os.system('cat ' + name)
    os.system('cat ' + name)  # flow
    return 'done'

@app.get('/b')
def b():
    name = request.args['name']
    row = Scan.query.filter_by(name=name).first()
    if row is None:
        abort(404)
    os.system('cat ' + name)
    return 'done'

@app.get('/c')
def c():
    name = request.args['name']
    row = Scan.query.filter(Scan.name != name).first()
    if row is None:
        abort(404)
    os.system('cat ' + name)  # flow
    return 'done'
",
    );
}

#[test]
fn what_a_caller_puts_on_a_context_is_known_to_its_helpers() {
    check_sure(
        "
@app.get('/a')
def a():
    g.tool = request.args['tool']
    return run()

def run():
    os.system(g.tool)  # flow
    return 'done'

@app.get('/b')
def b():
    g.other = 'ls'
    return run_other()

def run_other():
    os.system(g.other)
    return 'done'
",
    );
}
