//! Objects with named parts, and functions of the standard library that take containers apart.

use super::check;

#[test]
fn fields_of_named_tuples_are_told_apart() {
    check(
        "
from collections import namedtuple
from typing import NamedTuple
Pair = namedtuple('Pair', 'left right')
Both = namedtuple('Both', ['one', 'two'])
class Point(NamedTuple):
    x: str
    y: str = 'y'
@app.get('/a')
def a():
    name = request.args['name']
    pair = Pair('a', name)
    os.system(pair.left)
    os.system(pair.right)  # flow
    left, right = pair
    os.system(left)
    os.system(right)  # flow
    os.system(Both(two='b', one=name).two)
    os.system(Both(two='b', one=name).one)  # flow
    os.system(pair._replace(right='b').right)
    os.system(Pair('a', 'b')._replace(right=name).right)  # flow
    os.system(Point(name)._replace(x='x').x)
    os.system(Point('x')._replace(y=name).y)  # flow
    os.system(pair._asdict()['left'])
    os.system(pair._asdict()['right'])  # flow
",
    );
}

#[test]
fn fields_of_dataclasses_are_told_apart_after_conversions() {
    check(
        "
import dataclasses
@dataclasses.dataclass
class Box:
    name: str
    note: str = 'n'
    tags: list = dataclasses.field(default_factory=list)
@app.get('/a')
def a():
    name = request.args['name']
    os.system(dataclasses.asdict(Box(name))['note'])
    os.system(dataclasses.asdict(Box(name))['name'])  # flow
    os.system(vars(Box(name))['note'])
    os.system(Box(name).__dict__['name'])  # flow
    os.system(dataclasses.replace(Box(name), name='a').name)
    os.system(dataclasses.replace(Box('a'), note=name).note)  # flow
    box = Box('a')
    os.system(' '.join(box.tags))
    box.tags.append(name)
    os.system(' '.join(box.tags))  # flow
",
    );
}

#[test]
fn getters_and_namespaces_know_their_names() {
    check(
        "
import operator, types
@app.get('/a')
def a():
    name = request.args['name']
    space = types.SimpleNamespace(a=name, b='b')
    os.system(space.b)
    os.system(space.a)  # flow
    os.system(operator.attrgetter('b')(space))
    os.system(operator.attrgetter('a')(space))  # flow
    first = operator.itemgetter('a')
    os.system(operator.itemgetter('b')({'a': name, 'b': 'b'}))
    os.system(first({'a': name, 'b': 'b'}))  # flow
",
    );
}

#[test]
fn copies_are_things_of_their_own() {
    check(
        "
import copy
@app.get('/a')
def a():
    name = request.args['name']
    shelf = {'x': ['c']}
    other = copy.deepcopy(shelf)
    shelf['x'][0] = name
    os.system(other['x'][0])
    os.system(shelf['x'][0])  # flow
    merged = {'a': '1'} | {'b': name}
    os.system(merged['a'])
    os.system(merged['b'])  # flow
",
    );
}

#[test]
fn iteration_helpers_keep_positions() {
    check(
        "
import asyncio, itertools
@app.get('/a')
async def a():
    name = request.args['name']
    one, two = await asyncio.gather(own('x'), own(name))
    os.system(one)
    os.system(two)  # flow
    os.system(''.join(itertools.islice(['a', 'b', name], 2)))
    os.system(''.join(itertools.islice(['a', 'b', name], 3)))  # flow
    os.system(functools.reduce(lambda left, right: left, ['a', name]))
    os.system(functools.reduce(lambda left, right: right, ['a', name]))  # flow
    os.system('{a}'.format_map({'a': 'x', 'b': name}))
    os.system('{b}'.format_map({'a': 'x', 'b': name}))  # flow
    keyed = {key: 'x' for key in [name]}
    os.system(keyed[name])
    os.system(','.join(keyed))  # flow
    filled = bytearray()
    os.system(filled.decode())
    filled.extend(name.encode())
    os.system(filled.decode())  # flow
async def own(value):
    return value
",
    );
}

#[test]
fn methods_of_text_may_be_called_through_the_class() {
    check(
        "
@app.get('/a')
def a():
    name = request.args['name']
    os.system(str.lower(name))  # flow
    os.system(''.join(filter(str.isalnum, name)))
    os.system(''.join(filter(str.strip, name)))  # flow
    os.system(name.encode().hex())
    os.system(bytes.fromhex(name.encode().hex()).decode())  # flow
    os.system(('abc_' + name)[:3])
    os.system(('abc_' + name)[:5])  # flow
",
    );
}

#[test]
fn what_an_object_says_of_itself_is_its_text() {
    check(
        "
class Quiet:
    def __init__(self, name):
        self.name = name
    def __repr__(self):
        return 'quiet'
class Loud(Quiet):
    def __repr__(self):
        return 'loud ' + self.name
@app.get('/a')
def a():
    os.system(repr(Quiet(request.args['name'])))
    os.system(f\"{Quiet(request.args['name'])}\")
    os.system(str(Loud(request.args['name'])))  # flow
",
    );
}

#[test]
fn many_alternatives_of_one_shape_keep_their_positions_apart() {
    check(
        "
from collections import namedtuple
Book = namedtuple('Book', 'path title ending')
def first(path, title, ending):
    return Book(path, 'a', ending)
def second(path, title, ending):
    return Book(path, title, 'b')
def third(path, title, ending):
    if ending:
        return Book(path, 'c', ending)
    return Book(path, 'd', 'e')
def read(path, title, ending):
    book = Book(path, title, ending)
    if ending == 'one':
        book = first(path, title, ending)
    elif ending == 'two':
        book = second(path, title, ending)
    elif ending == 'three':
        book = third(path, title, ending)
    elif ending == 'four':
        book = Book(path, 'f', ending)
    elif ending == 'five':
        book = Book(path, 'g', ending)
    if not book.title:
        book = book._replace(title=title)
    if not book.ending:
        book = book._replace(ending='none')
    return book
@app.get('/a')
def a():
    book = read('/tmp/x', request.args['t'], request.args['e'])
    os.system(book.path)
    os.system(book.title)  # flow
    os.system(book.ending)  # flow
@app.get('/b')
def b():
    book = read(request.args['p'], 'title', 'ending')
    os.system(book.path)  # flow
    os.system(book.title)
    os.system(book.ending)
",
    );
}

#[test]
fn validated_models_hold_what_their_fields_allow() {
    check(
        "
import enum, uuid
from typing import Literal
from pydantic import BaseModel
class Size(enum.Enum):
    small = 'small'
class Order(BaseModel):
    note: str
    number: int = 0
    key: uuid.UUID
    kind: Literal['a', 'b'] = 'a'
    size: Size = Size.small
    tags: list[str] = []
@app.post('/a')
def a():
    order = Order.model_validate(request.get_json())
    os.system(order.note)  # flow
    os.system(order.tags[0])  # flow
    os.system(f'ls {order.number} {order.key} {order.kind} {order.size}')
    known = order.model_dump()
    os.system(known['note'])  # flow
    os.system('ls %d' % known['number'])
    os.system(Order.parse_obj(request.get_json()).dict()['note'])  # flow
    return 'done'
",
    );
}
