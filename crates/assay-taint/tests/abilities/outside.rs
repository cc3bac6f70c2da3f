//! Files and variables of the environment that a request writes and reads back.

use super::check;

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
