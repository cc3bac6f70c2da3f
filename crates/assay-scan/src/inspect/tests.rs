//! Each selector finds its places, and nothing else.

use std::sync::Arc;

use assay_finding::Inspection;
use assay_models::Models;
use assay_source::Project;

use super::Checklist;
use crate::{Options, RuleSet, scan};

const SHOP: &str = r#"import hashlib
import logging
import random

import requests
from flask import Flask, render_template, request, session
from flask_login import LoginManager, login_required, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import check_password_hash

app = Flask(__name__)
app.config["SESSION_COOKIE_SECURE"] = True
db = SQLAlchemy(app)
login_manager = LoginManager(app)


class Person(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String)
    title = db.Column(db.String)


def known(name, password):
    person = Person.query.filter_by(email=name).first()
    if check_password_hash(person.password, password):
        login_user(person)
        return True
    return False


@app.post("/login")
def login():
    if known(request.form["name"], request.form["password"]):
        session["seen"] = 1
    return "done"


@app.post("/logout")
@login_required
def logout():
    logout_user()
    logging.info("gone")
    return "done"


@app.get("/people/<int:number>")
@login_required
def person(number):
    return render_template("person.html", person=Person.query.get(number))


@app.errorhandler(404)
def missing(error):
    return "not here", 404


@app.errorhandler(ValueError)
def wrong(error):
    return "wrong", 400


@app.before_request
def limit():
    try:
        requests.get("https://limits.example")
    except Exception:
        pass


@app.after_request
def headers(response):
    return response


def unused():
    try:
        return hashlib.md5(b"").hexdigest()
    except ValueError:
        return random.random()


@app.cli.command("tidy")
def tidy():
    pass
"#;

const TEST: &str =
    "from shop import app, login_user\n\ndef helper_login(person):\n    login_user(person)\n";

const PAGE: &str = "<form method=\"post\"><input name=\"a\"></form>\n<p>{{ person.title|safe }}</p>\n<script>go()</script>\n";

fn inspect(selectors: &[&str], options: &Options) -> Inspection {
    let places: Vec<String> = selectors
        .iter()
        .map(|selector| format!("[[question.place]]\nsay = \"one | many\"\n{selector}\n"))
        .collect();
    let places = places.concat();
    let text = format!(
        "title = \"T\"\nabout = \"A.\"\norder = 1\n[[question]]\nid = \"q\"\ntext = \"Q?\"\n\
         look_for = [\"a\", \"b\"]\nasvs = [\"16.5.1\"]\nalways = true\n{places}"
    );
    let checklist = Checklist::parse([("t.toml", text.as_str())]).expect("a checklist");
    let unknown = checklist.unknown_kinds(Models::embedded().kinds());
    assert!(unknown.is_empty(), "{unknown:?}");
    let project = Project::from_texts([
        ("shop.py", SHOP),
        ("tests/test_shop.py", TEST),
        ("templates/person.html", PAGE),
    ]);
    let options = Options {
        inspection: Some(Arc::new(checklist)),
        ..options.clone()
    };
    let review = scan(
        &project,
        &RuleSet::default(),
        Models::embedded(),
        &options,
        &(),
    );
    review.inspection.expect("an inspection")
}

/// The names and reasons of the places of one selector.
fn places(selector: &str) -> Vec<String> {
    let inspection = inspect(&[selector], &Options::default());
    let groups = &inspection.topics[0].questions[0].groups;
    let spots = groups.iter().flat_map(|group| &group.spots);
    spots
        .map(|spot| match spot.why.as_str() {
            "" => spot.name.clone(),
            why => format!("{}: {why}", spot.name),
        })
        .collect()
}

#[test]
fn routes_are_told_apart_by_who_may_call_them() {
    assert_eq!(
        places("routes = { open = true }"),
        ["POST /login (login): open: POST"]
    );
    assert_eq!(
        places("routes = { open = false, parameter = true, tables = true }"),
        ["GET /people/<int:number> (person)"]
    );
    assert_eq!(
        places("routes = { named = { words = [\"logout\"] } }"),
        ["POST /logout (logout)"]
    );
    assert_eq!(
        places("routes = { unvalidated = true, changes = true }"),
        ["POST /login (login): reads name, password"]
    );
    assert_eq!(
        places("routes = { input_named = { words = [\"password\"] } }"),
        ["POST /login (login): reads password"]
    );
}

#[test]
fn functions_that_take_part_are_those_that_do_it_and_those_that_lead_there() {
    assert_eq!(
        places("functions = { role = [\"login\"] }"),
        ["known: uses flask_login.login_user"]
    );
    assert_eq!(
        places("functions = { role = [\"login\"], callers = 1 }"),
        [
            "known: uses flask_login.login_user",
            "login: answers POST /login, calls known"
        ]
    );
    assert_eq!(
        places("functions = { call = [\"werkzeug.security.check_password_hash\"] }"),
        ["known: uses security.check_password_hash"]
    );
    assert_eq!(
        places("functions = { role = [\"login\", \"logout\"], without_sink = [\"log\"] }"),
        ["known: uses flask_login.login_user"]
    );
    assert_eq!(
        places("functions = { parameter = { words = [\"password\"] } }"),
        ["known: is given password"]
    );
}

#[test]
fn what_tests_do_is_left_out_unless_it_is_asked_for() {
    let selector = ["functions = { role = [\"login\"] }"];
    let options = Options {
        include_tests: true,
        ..Options::default()
    };
    let all = inspect(&selector, &options);
    let own = inspect(&selector, &Options::default());
    let count = |inspection: &Inspection| inspection.topics[0].questions[0].places();
    assert_eq!((count(&own), count(&all)), (1, 2));
}

#[test]
fn single_uses_are_told_with_the_function_around_them() {
    assert_eq!(
        places("uses = { call = [\"hashlib.md5\", \"random.random\"] }"),
        ["hashlib.md5: in unused", "random.random: in unused"]
    );
    assert_eq!(
        places("uses = { call = [\"hashlib.md5\"], serving = true }"),
        Vec::<String>::new()
    );
    assert_eq!(
        places("uses = { write = [\"flask.session[]\"] }"),
        ["flask.session[]: in login"]
    );
    assert_eq!(
        places("uses = { sink = [\"url\"] }"),
        ["requests.get: in limit"]
    );
}

#[test]
fn parts_of_the_application_are_found() {
    assert_eq!(
        places("handlers = {}"),
        ["missing: answers for 404", "wrong: answers for ValueError"]
    );
    assert_eq!(
        places("hooks = { when = [\"after-request\"] }"),
        ["headers: after request"]
    );
    assert_eq!(places("commands = {}"), ["tidy"]);
    assert_eq!(
        places("guards = {}"),
        ["login_required: asks for login, before 2 routes"]
    );
    assert_eq!(
        places("extensions = { kind = [\"login\"] }"),
        ["flask_login.LoginManager"]
    );
    assert_eq!(
        places("catches = { serving = true }"),
        ["except Exception: in limit, says nothing of the error"]
    );
    assert_eq!(
        places("columns = { named = { words = [\"email\"] } }"),
        ["Person.email"]
    );
    assert_eq!(
        places("tables = {}"),
        ["Person: touched by 2 routes, written by 0"]
    );
}

#[test]
fn settings_are_told_where_they_are_decided_or_where_the_application_is_made() {
    assert_eq!(
        places("settings = { key = [\"SESSION_COOKIE_SECURE\", \"SESSION_COOKIE_HTTPONLY\"] }"),
        ["SESSION_COOKIE_SECURE: is True"]
    );
    assert_eq!(
        places(
            "settings = { key = [\"SESSION_COOKIE_SECURE\", \"SESSION_COOKIE_HTTPONLY\"], unset = true }"
        ),
        [
            "SESSION_COOKIE_HTTPONLY: is not set: True",
            "SESSION_COOKIE_SECURE: is True"
        ]
    );
}

#[test]
fn templates_are_told_by_what_stands_in_them() {
    assert_eq!(
        places("templates = { form = true, script = true }"),
        ["person.html: a form that posts, script of its own"]
    );
    assert_eq!(
        places("templates = { foreign = true }"),
        Vec::<String>::new()
    );
    assert_eq!(
        places("uses = { sink = [\"html\"] }").len(),
        1,
        "what a template declares safe"
    );
}

#[test]
fn what_a_client_reaches_and_where_errors_are_lost_is_read_first() {
    let text = "title = \"T\"\nabout = \"A.\"\norder = 1\n[[question]]\nid = \"q\"\ntext = \"Q?\"\nlook_for = [\"a\", \"b\"]\n\
        asvs = [\"16.5.1\"]\n[[question.place]]\nsay = \"one | many\"\ncatches = { serving = true }\n\
        [[question.place]]\nsay = \"one | many\"\nroutes = { named = { words = [\"order\"] } }\n";
    let shop = "import logging\nfrom flask import Flask, request\napp = Flask(__name__)\n\
        def deep():\n    try:\n        go()\n    except Exception:\n        logging.error('x')\n\
        def deeper():\n    try:\n        deep()\n    except Exception:\n        raise\n\
        @app.get('/order')\ndef first():\n    return 'x'\n\
        @app.post('/order')\ndef view():\n    try:\n        deeper()\n    except Exception:\n        pass\n    return request.form['a']\n";
    let checklist = Checklist::parse([("t.toml", text)]).expect("a checklist");
    let options = Options {
        inspection: Some(Arc::new(checklist)),
        ..Options::default()
    };
    let project = Project::from_texts([("shop.py", shop)]);
    let review = scan(
        &project,
        &RuleSet::default(),
        Models::embedded(),
        &options,
        &(),
    );
    let inspection = review.inspection.expect("asked for");
    let groups = &inspection.topics[0].questions[0].groups;
    let first: Vec<u32> = groups.iter().map(|group| group.first).collect();
    let catches = vec![
        "in view, says nothing of the error",
        "in deep, tells the error",
        "in deeper, raises again",
    ];
    let whys: Vec<&str> = groups[0]
        .spots
        .iter()
        .map(|spot| spot.why.as_str())
        .collect();
    let names: Vec<&str> = groups[1]
        .spots
        .iter()
        .map(|spot| spot.name.as_str())
        .collect();
    assert_eq!(whys, catches);
    assert_eq!(names, ["POST /order (view)", "GET /order (first)"]);
    assert_eq!(first, [1, 1]);
}

#[test]
fn a_question_without_places_has_no_groups() {
    let inspection = inspect(
        &["uses = { call = [\"pickle.loads\"] }"],
        &Options::default(),
    );
    assert!(inspection.topics[0].questions[0].groups.is_empty());
    assert_eq!(inspection.open(), 1, "it is always asked");
}

#[test]
fn an_inspection_changes_no_finding_and_comes_only_when_asked() {
    let project = Project::from_texts([("shop.py", SHOP)]);
    let rule = "+++\ntitle = \"T\"\nsince = \"0.1\"\ncwe = [327]\nowasp = [\"A02:2021\"]\nimpact = \"low\"\n\
        likelihood = \"low\"\nconfidence = \"high\"\neffort = \"5min\"\nmessage = \"m\"\nfix = \"f\"\n\n\
        [detect.call]\ncall = \"hashlib.md5\"\n+++\n\nText.\n\n## What can happen\n\nThings.\n";
    let rules = RuleSet::parse([("crypto/t/rule.md", rule)]).expect("a rule");
    let models = Models::embedded();
    let plain = scan(&project, &rules, models, &Options::default(), &());
    assert!(plain.inspection.is_none());
    let text = "title = \"T\"\nabout = \"A.\"\norder = 1\n[[question]]\nid = \"q\"\ntext = \"Q?\"\nlook_for = [\"a\", \"b\"]\n\
        asvs = [\"16.5.1\"]\n[[question.place]]\nsay = \"one | many\"\nuses = { call = [\"hashlib.md5\"] }\n";
    let checklist = Checklist::parse([("t.toml", text)]).expect("a checklist");
    let options = Options {
        inspection: Some(Arc::new(checklist)),
        ..Options::default()
    };
    let inspected = scan(&project, &rules, models, &options, &());
    assert_eq!(plain.findings, inspected.findings);
    assert_eq!(inspected.inspection.expect("asked for").open(), 1);
}
