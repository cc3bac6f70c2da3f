//! Loops over known elements, and generators that are sent something.

use super::check;

#[test]
fn rounds_of_a_loop_over_known_elements_are_told_apart() {
    check(
        "
@app.get('/a')
def a():
    q = request.args['q']
    words = {'a': q, 'b': 'c'}
    kept = {key: word for key, word in words.items() if key != 'a'}
    os.system(kept['b'])
    os.system(' '.join(kept.values()))
    taken = {key: word for key, word in words.items() if key == 'a'}
    os.system(' '.join(taken.values()))  # flow
    some = [words[key] for key in words if key in ('b', 'c')]
    os.system(some[0])
    found = None
    for key, word in (('a', q), ('b', 'c')):
        if key == 'b':
            found = word
            break
    os.system(found)
    for key, word in (('a', q), ('b', 'c')):
        if key == 'a':
            break
    os.system(word)  # flow
    rows = []
    for word in (q, 'a'):
        rows.append([word, 'b'])
    os.system(rows[0][0])  # flow
    os.system(rows[1][0])
    text = ''
    for at in range(3):
        text = 'ls' if at == 2 else q
    os.system(text)
",
    );
}

#[test]
fn functions_made_in_a_loop_keep_their_own_defaults() {
    check(
        "
@app.get('/a')
def a():
    q = request.args['q']
    made = []
    for word in ['a', q]:
        made.append(lambda word=word: word)
    os.system(made[0]())
    os.system(made[1]())  # flow
    named = {}
    for name, word in {'x': 'a', 'y': q}.items():
        def give(word=word):
            return word
        named[name] = give
    os.system(named['x']())
    os.system(named['y']())  # flow
",
    );
}

#[test]
fn what_is_sent_into_a_generator_comes_out_of_its_yield() {
    check(
        "
def taking():
    text = yield
    os.system(text)  # flow
def quiet():
    text = yield
    os.system('ls')
def echo():
    text = ''
    while True:
        text = yield text
def outer():
    yield from inner()
def inner():
    text = yield
    os.system(text)  # flow
@app.get('/a')
def a():
    taker = taking()
    next(taker)
    taker.send(request.args['q'])
    other = quiet()
    next(other)
    other.send(request.args['q'])
    first = echo()
    next(first)
    os.system(first.send(request.args['q']))  # flow
    second = echo()
    next(second)
    os.system(second.send('ls'))
    nested = outer()
    next(nested)
    nested.send(request.args['q'])
",
    );
}

#[test]
fn what_a_generator_returns_is_the_value_of_yield_from() {
    check(
        "
def returning():
    yield 'a'
    return request.args['q']
def yielding():
    yield request.args['q']
    return 'a'
def outer():
    text = yield from returning()
    os.system(text)  # flow
    text = yield from yielding()
    os.system(text)
@app.get('/a')
def a():
    list(outer())
",
    );
}
