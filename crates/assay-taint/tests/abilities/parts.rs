//! Parts of what came in that have to be told apart: pieces of texts, groups of matches, items under keys.

use super::check;

#[test]
fn a_check_of_one_part_says_nothing_of_another() {
    check(
        "
@app.get('/a')
def a():
    parts = request.args['line'].split()
    if parts[0] == 'go':
        os.system(parts[1])  # flow
        os.system(parts[0])
    verb, rest = request.args['other'].split(' ', 1)
    if verb == 'go':
        os.system(rest)  # flow
        os.system(verb)
    more = request.args['more'].split()
    if more[0] == 'go':
        os.system(more[1:][0])  # flow
    words = request.args['words'].split(',')
    first = words.pop(0)
    if first in ('a', 'b'):
        os.system(first)
        os.system(words.pop(0))  # flow
    return 'done'
",
    );
}

#[test]
fn parts_that_a_pattern_of_match_takes_out_are_tainted() {
    check(
        "
@app.get('/a')
def a():
    match request.args['line'].split():
        case ['go', place]:
            os.system(place)  # flow
        case ['to', *places]:
            os.system(places[0])  # flow
        case [('up' | 'down') as way]:
            os.system(way)
    return 'done'
",
    );
}

#[test]
fn groups_of_a_match_hold_what_their_patterns_let_through() {
    check(
        "
@app.get('/a')
def a():
    line = request.args['line']
    found = re.match(r'(\\w+):(?P<rest>.*)', line)
    os.system('ls ' + found.group(1))
    os.system('ls ' + found.group(2))  # flow
    os.system('ls ' + found['rest'])  # flow
    os.system('ls ' + found.groups()[0])
    os.system('ls ' + found.groupdict()['rest'])  # flow
    for word in re.findall(r'[a-z]+', line):
        os.system('ls ' + word)
    for word in re.findall(r'\\S+', line):
        os.system('ls ' + word)  # flow
    for name, value in re.findall(r'(\\w+)=([^&]*)', line):
        os.system('ls ' + name)
        os.system('ls ' + value)  # flow
    for one in re.finditer(r'=(\\d+)(.*)', line):
        os.system('ls ' + one.group(1))
        os.system('ls ' + one.group(2))  # flow
    return 'done'
",
    );
}

#[test]
fn keys_of_a_default_dictionary_are_told_apart() {
    check(
        "
from collections import defaultdict
@app.get('/a')
def a():
    groups = defaultdict(list)
    groups['a'].append(request.args['name'])
    groups['b'].append('b')
    os.system(groups['a'][0])  # flow
    os.system(groups['b'][0])
    counts = defaultdict(list)
    for key in request.args:
        counts[key].append(request.args[key])
    os.system(counts['a'][0])  # flow
    return 'done'
",
    );
}

#[test]
fn rows_of_zipped_lists_are_told_apart() {
    check(
        "
import itertools
@app.get('/a')
def a():
    names = request.args.getlist('name')
    found = dict(zip(['a', 'b'], names))
    os.system(found['a'])  # flow
    for key in found:
        os.system(key)
    for key, name in itertools.zip_longest(['a'], names):
        os.system(key)
        os.system(str(name))  # flow
    for key, name in itertools.product(['a'], names):
        os.system(key)
        os.system(name)  # flow
    for pair in itertools.permutations(names, 2):
        os.system(pair[0])  # flow
    return 'done'
",
    );
}

#[test]
fn characters_and_numbers_carry_what_they_stand_for() {
    check(
        "
@app.get('/a')
def a():
    name = request.args['name']
    os.system(''.join(chr(ord(c)) for c in name))  # flow
    os.system(''.join(map(chr, map(ord, name))))  # flow
    os.system(''.join(chr(ord(c) + 1) for c in 'fixed'))
    os.system(str(sum(ord(c) for c in name)))
    return 'done'
",
    );
}

#[test]
fn what_is_put_into_a_queue_comes_out() {
    check(
        "
import queue
@app.get('/a')
def a():
    line = queue.Queue()
    line.put(request.args['name'])
    os.system(line.get())  # flow
    other = queue.Queue()
    other.put('ls')
    os.system(other.get())
    return 'done'
",
    );
}

#[test]
fn sequences_that_are_handed_on_keep_their_positions() {
    check(
        "
def outer(*args, **kwargs):
    return inner(*args, **kwargs)
def inner(a, b, c='c', d='d'):
    os.system(a)
    os.system(b)  # flow
    os.system(c)
    os.system(d)  # flow
@app.get('/a')
def a():
    outer('a', request.args['name'], d=request.args['other'])
    return 'done'
",
    );
}

#[test]
fn context_managers_of_the_project_are_left_too() {
    check(
        "
class Bad:
    def __init__(self, name):
        self.name = name
    def __enter__(self):
        return self
    def __exit__(self, *error):
        os.system(self.name)  # flow
class Good:
    def __init__(self, name):
        self.name = name
    def __enter__(self):
        return self
    def __exit__(self, *error):
        os.system('ls')
@app.get('/a')
def a():
    with Bad(request.args['name']):
        print('a')
    with Good(request.args['name']):
        print('a')
    return 'done'
",
    );
}

#[test]
fn own_mappings_tell_their_keys_apart() {
    check(
        "
class Bag:
    def __init__(self):
        self.items = {}
    def __getitem__(self, key):
        return self.items[key]
    def __setitem__(self, key, value):
        self.items[key] = value
@app.get('/a')
def a():
    bag = Bag()
    bag['a'] = request.args['name']
    bag['b'] = 'b'
    os.system(bag['a'])  # flow
    os.system(bag['b'])
    return 'done'
",
    );
}

#[test]
fn printing_into_a_buffer_fills_it() {
    check(
        "
@app.get('/a')
def a():
    text = io.StringIO()
    print('ls', request.args['name'], file=text)
    os.system(text.getvalue())  # flow
    other = io.StringIO()
    print('ls', file=other)
    os.system(other.getvalue())
    return 'done'
",
    );
}

#[test]
fn what_was_there_before_an_addition_stays() {
    check(
        "
class Query:
    def __init__(self):
        self.parts = ['select * from plot where 1 = 1']
    def soil(self, kind):
        self.parts.append(\"and soil = '%s'\" % kind)
        return self
    def public(self):
        self.parts.append('and public = 1')
        return self
    def rows(self):
        self.parts.append('limit 10')
        return db.execute(' '.join(self.parts))  # flow
def ended(parts):
    parts.append('limit 10')
    db.execute(' '.join(parts))
@app.get('/a')
def a():
    Query().public().soil(request.args['soil']).rows()
    ended(['select * from plot'])
",
    );
}

#[test]
fn what_a_property_asks_is_remembered_of_the_field() {
    check(
        "
class Target:
    def __init__(self, raw):
        self.raw = raw or ''
    @property
    def netloc(self):
        return urlparse(self.raw).netloc
@app.get('/a')
def a():
    target = Target(request.args['to'])
    if target.netloc == 'dunes.example':
        return redirect(target.raw)
    return 'elsewhere'
@app.get('/b')
def b():
    target = Target(request.args['to'])
    if target.netloc:
        return redirect(target.raw)  # flow
    return 'nowhere'
",
    );
}

#[test]
fn the_own_address_with_its_slash_is_a_prefix_that_counts() {
    check(
        "
@app.get('/a')
def a():
    to = request.args['to']
    return redirect(to if to.startswith(request.host_url) else '/')
@app.get('/b')
def b():
    to = request.args['to']
    return redirect(to if to.startswith(request.host_url.rstrip('/')) else '/')  # flow
",
    );
}
