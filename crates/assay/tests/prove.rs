//! `assay prove`: each kind of test is written as Python that parses, and nothing of the project becomes code in it.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use std::fs;
use std::path::Path;

use assay_source::Project;
use support::{err, out, project, run};

const APP: &str = r#"import os
import pickle
import sqlite3
import requests
from flask import Flask, redirect, render_template_string, request

app = Flask(__name__)


@app.route("/find/<int:page>/<kind>", methods=["POST"])
def find(page, kind):
    db = sqlite3.connect("x")
    return str(db.execute("SELECT * FROM a WHERE b = '" + request.form["name"] + "'").fetchall())


@app.route("/ping")
def ping():
    os.system("ping " + request.args["host"])
    return redirect(request.args["next"])


@app.route("/shown/<path:name>")
def shown(name):
    try:
        return "<p>" + request.headers["X-Name"] + open(name).read()
    except OSError as error:
        return str(error)


@app.route("/sum", methods=["PUT"])
def total():
    return {"sum": eval(request.get_json()["sum"]), "b": render_template_string(request.data.decode())}


@app.route("/upload", methods=["POST"])
def upload():
    sent = request.files["sent"]
    pickle.loads(sent.read())
    requests.get(request.values["url"], timeout=1)
    return "done"


if __name__ == "__main__":
    app.run(debug=True)
"#;

/// The tests that are written for a project, by name; each of them parses.
fn proofs(folder: &Path) -> Vec<(String, String)> {
    let done = run(folder, "prove all --output proofs");
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    let mut all: Vec<_> = fs::read_dir(folder.join("proofs"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    all.sort();
    for (name, text) in &all {
        let project = Project::from_texts([(name.as_str(), text.as_str())]);
        let file = project.files.first().unwrap();
        let parsed = assay_python::lower(file);
        assert!(
            parsed.problems.is_empty(),
            "{name}: {:?}\n{text}",
            parsed.problems
        );
    }
    all
}

fn has(all: &[(String, String)], rule: &str, part: &str) {
    let name = format!("test_{rule}_");
    let mut of_rule = all.iter().filter(|(file, _)| file.starts_with(&name));
    assert!(
        of_rule.any(|(_, text)| text.contains(part)),
        "no test of {rule} has {part}"
    );
}

#[test]
fn each_request_carries_the_value_where_the_view_reads_it() {
    let folder = project([("app.py", APP)]);
    let all = proofs(folder.path());
    has(&all, "sql_injection", r#""/find/" + "1" + "/" + "assay","#);
    has(&all, "sql_injection", r#"data={"name": value},"#);
    has(&all, "sql_injection", "from app import app");
    has(
        &all,
        "command_injection",
        r#"query_string={"host": value, "next": "assay"}"#,
    );
    has(
        &all,
        "open_redirect",
        r#"query_string={"next": value, "host": "assay"}"#,
    );
    has(&all, "reflected_xss", r#"headers={"X-Name": value}"#);
    has(&all, "path_traversal", r#""/shown/" + value,"#);
    has(&all, "code_injection", r#"json={"sum": value}"#);
    has(&all, "template_injection", "data=value,");
    has(
        &all,
        "unsafe_deserialisation",
        r#"(io.BytesIO(value.encode()), "assay.txt")"#,
    );
    has(&all, "ssrf", r#"query_string={"url": value}"#);
    has(&all, "error_detail_in_response", r#"co_name != "shown""#);
    has(&all, "debug_enabled", r#"SCRIPT = Path("app.py")"#);
}

#[test]
fn a_fixture_of_the_project_is_used() {
    let fixture = "import pytest\n\n@pytest.fixture\ndef app():\n    return None\n";
    let folder = project([("app.py", APP), ("tests/conftest.py", fixture)]);
    let all = proofs(folder.path());
    assert!(
        all.iter().all(|(_, text)| !text.contains("def app(")),
        "{all:#?}"
    );
}

#[test]
fn a_factory_is_called_and_a_login_is_asked_for() {
    let factory = r#"import os
from flask import Flask, request
from flask_login import login_required


def create():
    app = Flask(__name__)

    @app.route("/run")
    @login_required
    def start():
        os.system(request.args["what"])
        return ""

    return app
"#;
    let folder = project([("src/shop/__init__.py", factory)]);
    let all = proofs(folder.path());
    has(&all, "command_injection", "from shop import create");
    has(&all, "command_injection", "return create()");
    has(&all, "command_injection", r#"sys.path.insert(0, "src")"#);
    has(&all, "command_injection", "    sign_in(client)");
}

#[test]
fn nothing_of_the_project_becomes_code() {
    let hostile = APP
        .replace("\"/ping\"", r#"'/p"""\nimport evil\u202e\\'"#)
        .replace("[\"host\"]", r#"['a"""\n{{ 7 * 7 }}\\']"#);
    let folder = project([("app.py", hostile.as_str())]);
    let all = proofs(folder.path());
    has(&all, "command_injection", "{{ 7 * 7 }}");
    for (name, text) in &all {
        let lines = text.lines();
        assert!(
            lines.clone().all(|line| !line.starts_with("import evil")),
            "{name}:\n{text}"
        );
        assert!(!text.contains('\u{202e}'), "{name}");
    }
}

#[test]
fn what_cannot_be_proven_is_told() {
    let folder = project([("app.py", APP)]);
    let unknown = run(folder.path(), "prove no-such-thing");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        err(&unknown).contains("no finding `no-such-thing`"),
        "{}",
        err(&unknown)
    );
    let several = run(folder.path(), "prove all");
    assert_eq!(several.status.code(), Some(2));
    assert!(err(&several).contains("--output"), "{}", err(&several));
    let one = run(folder.path(), "prove sql-injection");
    assert_eq!(one.status.code(), Some(0), "{}", err(&one));
    assert!(out(&one).contains("def test_sql_injection("));
    let none = run(folder.path(), "prove upload-size-unlimited --output x");
    assert_eq!(none.status.code(), Some(2), "{}", err(&none));
}
