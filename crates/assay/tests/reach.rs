//! How near small applications come to the flaws of their packages: the code decides, not the manifest alone.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use serde_json::Value;
use support::{out, project, run};

const VIEW: &str = "
from flask import Flask, request, render_template
app = Flask(__name__)

@app.route('/x', methods=['POST'])
def x():
    ";

/// What `assay deps` says of the first package, and the route that leads there.
fn reach(requirement: &str, imports: &str, body: &str) -> (String, Option<String>) {
    let code = format!("{imports}{VIEW}{body}\n");
    let folder = project([
        ("requirements.txt", requirement),
        ("app.py", &code),
        ("templates/list.html", "<ul {{ given|xmlattr }}></ul>\n"),
    ]);
    let text = out(&run(folder.path(), "deps --format json"));
    let deps: Value = serde_json::from_str(&text).unwrap();
    let evidence = &deps["packages"][0]["evidence"];
    let route = evidence["uses"][0]["route"].as_str().map(str::to_owned);
    (evidence["reach"].as_str().unwrap().to_owned(), route)
}

fn check(requirement: &str, imports: &str, body: &str, expected: &str) {
    let (found, route) = reach(requirement, imports, body);
    assert_eq!(found, expected, "{requirement}: {imports} {body}");
    let has_route = route.as_deref() == Some("/x");
    assert_eq!(
        has_route,
        expected == "reachable",
        "{requirement}: {body}: {route:?}"
    );
}

#[test]
fn what_the_view_does_with_a_package_is_reachable() {
    let loads = "return str(yaml.load(request.data, Loader=yaml.Loader))";
    check("PyYAML==5.3", "import yaml", loads, "reachable");
    let decodes = "return jwt.decode(request.form['t'], 'key')['sub']";
    check("PyJWT==1.7.1", "import jwt", decodes, "reachable");
    let opens = "return str(Image.open(request.files['f']).size)";
    check("Pillow==8.0.0", "from PIL import Image", opens, "reachable");
    let fetches = "return requests.get('https://a.example').text";
    check("requests==2.19.1", "import requests", fetches, "reachable");
    let cleans = "return clean_html(request.form['h'])";
    let import = "from lxml.html.clean import clean_html";
    check("lxml==4.6.0", import, cleans, "reachable");
    check(
        "Werkzeug==2.0.0",
        "",
        "return request.form['a']",
        "reachable",
    );
    let renders = "return render_template('list.html', given=request.form)";
    check("Jinja2==2.11.3", "", renders, "reachable");
    let sorts = "return str(Session().query(Tea).order_by(request.form['by']).all())";
    let import = "from sqlalchemy.orm import Session\nfrom tables import Tea";
    check("SQLAlchemy==1.2.0", import, sorts, "reachable");
}

#[test]
fn what_is_only_imported_is_told_apart_from_what_is_not() {
    let safe = "return str(yaml.safe_load(request.data))";
    check("PyYAML==5.3", "import yaml", safe, "imported");
    check("PyYAML==5.3", "", "return ''", "not-imported");
    check("Pillow==8.0.0", "", "return ''", "not-imported");
}

#[test]
fn imports_by_a_name_count_as_far_as_the_name_is_known() {
    let constant = "return str(importlib.import_module('ya' + 'ml').safe_load('a'))";
    check("PyYAML==5.3", "import importlib", constant, "imported");
    let unknown = "return str(importlib.import_module(request.form['m']))";
    check("PyYAML==5.3", "import importlib", unknown, "unknown");
    let other = "return str(importlib.import_module('json').loads('1'))";
    check("PyYAML==5.3", "import importlib", other, "not-imported");
}
