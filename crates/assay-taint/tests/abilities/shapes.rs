//! Containers and objects of the standard library that are told apart as their plain kin are, and descriptors.

use super::check;

#[test]
fn a_counter_keeps_its_items_as_keys() {
    check(
        "
from collections import Counter

@app.get('/a')
def a():
    words = Counter()
    words[request.args['word']] += 1
    for word in words:
        os.system(word)  # flow
    for word, count in words.items():
        os.system(word)  # flow
        os.system(str(count))
    best, count = Counter(request.args.getlist('word')).most_common(1)[0]
    os.system(str(count))
    os.system(best)  # flow
    for word in Counter(['a', 'b']):
        os.system(word)
    return 'done'
",
    );
}

#[test]
fn a_chain_of_mappings_gives_the_first() {
    check(
        "
from collections import ChainMap

@app.get('/a')
def a():
    given = {'tool': request.args['tool']}
    os.system(ChainMap(given, {'tool': 'ls', 'way': 'up'})['tool'])  # flow
    os.system(ChainMap(given, {'tool': 'ls', 'way': 'up'})['way'])
    os.system(ChainMap({'tool': 'ls'}, given)['tool'])
    return 'done'
",
    );
}

#[test]
fn json_keeps_its_keys_on_the_way_to_text_and_back() {
    check(
        "
import json

@app.get('/a')
def a():
    text = json.dumps({'tool': request.args['tool'], 'way': 'up', 'all': ['ls', request.args['b']]})
    found = json.loads(text)
    os.system(found['way'])
    os.system(found['tool'])  # flow
    os.system(found['all'][0])
    os.system(found['all'][1])  # flow
    os.system(text)  # flow
    return 'done'
",
    );
}

#[test]
fn what_one_thread_keeps_is_told_apart_by_name() {
    check(
        "
import threading
local = threading.local()

@app.get('/a')
def a():
    local.tool = request.args['tool']
    local.way = 'up'
    os.system(local.way)
    os.system(local.tool)  # flow
    return run()

def run():
    os.system(local.tool)  # flow
    os.system(local.way)
    return 'done'
",
    );
}

#[test]
fn descriptors_run_when_an_attribute_is_read_or_set() {
    check(
        "
class Given:
    def __get__(self, instance, owner=None):
        return request.args['tool']

class Plain:
    def __set__(self, instance, value):
        instance.__dict__['way'] = 'up' if value else 'down'

    def __get__(self, instance, owner=None):
        return instance.__dict__['way']

class Command:
    tool = Given()
    way = Plain()

@app.get('/a')
def a():
    command = Command()
    os.system(command.tool)  # flow
    command.way = request.args['way']
    os.system(command.way)
    return 'done'
",
    );
}

#[test]
fn a_form_fills_the_attributes_that_its_class_names() {
    check(
        "
from wtforms import Form, IntegerField, StringField

class ToolForm(Form):
    tool = StringField()
    count = IntegerField()

class Tool:
    way = 'up'

@app.post('/a')
def a():
    form = ToolForm(request.form)
    tool = Tool()
    form.populate_obj(tool)
    os.system(tool.tool)  # flow
    os.system(str(tool.count))
    os.system(tool.way)
    return 'done'
",
    );
}

#[test]
fn an_iterator_gives_what_its_next_gives() {
    check(
        "
class Words:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.at += 1
        if self.at > 3:
            raise StopIteration
        return self.text

class Numbers(Words):
    def __next__(self):
        return len(self.text)

@app.get('/a')
def a():
    for word in Words(request.args['words']):
        os.system(word)  # flow
    for number in Numbers(request.args['words']):
        os.system(f'seq {number}')
    os.system(next(iter(Words(request.args['words']))))  # flow
    return 'done'
",
    );
}

#[test]
fn iterators_that_give_each_other_come_to_an_end() {
    check(
        "
class Lazy:
    def __init__(self, inner):
        self.inner = inner

    def __iter__(self):
        return Lazy(self)

    def __getattr__(self, name):
        return getattr(Lazy(self), name)

    def __call__(self, *args):
        return Lazy(self)(*args)

    def __getitem__(self, key):
        return Lazy(self)[key]

    def __str__(self):
        return str(Lazy(self))

@app.get('/a')
def a():
    for part in Lazy(request.args['words']):
        print(part.more.and_more, part['key'], part(), str(part))
    os.system(request.args['words'])  # flow
    return 'done'
",
    );
}
