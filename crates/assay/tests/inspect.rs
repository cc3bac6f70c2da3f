//! `assay inspect` and the exercises of `assay explain`.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use std::path::Path;

use serde_json::Value;
use support::{FLAWED, code, err, out, project, run};

fn shop() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/vulnerable-shop")
}

#[test]
fn the_sample_is_told_with_its_places() {
    let output = run(&shop(), "inspect --isolated");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let list = out(&output);
    for line in [
        "## Authentication",
        "## Business logic",
        "functions take part in login",
        "routes take a password",
        "shop/auth.py",
    ] {
        assert!(list.contains(line), "{line} is missing:\n{list}");
    }
    assert_eq!(list.matches("\n## ").count(), 11);
    assert!(!list.contains("/tests/"), "tests are no places to read");
}

#[test]
fn one_topic_can_be_asked_for_and_programs_can_read_it() {
    let output = run(&shop(), "inspect --isolated --topic session --format json");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let document: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(document["format"], "assay-inspection");
    let topics = document["topics"].as_array().unwrap();
    assert_eq!(topics.len(), 1);
    let questions = topics[0]["questions"].as_array().unwrap();
    let open = questions
        .iter()
        .filter(|question| {
            question["always"] == true || !question["groups"].as_array().unwrap().is_empty()
        })
        .count();
    assert_eq!(document["tally"]["open"], open);
}

#[test]
fn an_unknown_topic_is_told_the_nearest() {
    let folder = project([("app.py", FLAWED)]);
    let output = run(folder.path(), "inspect --topic sesion");
    assert_eq!(code(&output), 2);
    assert!(
        err(&output).contains("did you mean `session`?"),
        "{}",
        err(&output)
    );
}

#[test]
fn reports_tell_what_is_open_and_a_scan_does_not_ask() {
    let folder = project([("app.py", FLAWED)]);
    let output = run(
        folder.path(),
        "report --format html,markdown,json --output reports",
    );
    assert_eq!(code(&output), 1, "{}", err(&output));
    let read =
        |name: &str| std::fs::read_to_string(folder.path().join("reports").join(name)).unwrap();
    assert!(read("review.html").contains("id=\"inspection\""));
    assert!(read("review.md").contains("questions are open"));
    let review: Value = serde_json::from_str(&read("review.json")).unwrap();
    assert_eq!(review["inspection"]["topics"].as_array().unwrap().len(), 11);
    let scan = run(folder.path(), "scan --format json --exclude reports");
    let review: Value = serde_json::from_str(&out(&scan)).unwrap();
    assert!(review.get("inspection").is_none());
}

#[test]
fn what_a_project_writes_is_only_text_in_the_list() {
    let page = "from flask import Flask\napp = Flask(__name__)\n\n\n\
        @app.post(\"/login|**x**<b>[a](http://evil.example)\")\ndef login():\n    return \"\"\n";
    let folder = project([("a_[b](c)/app.py", page)]);
    let output = run(folder.path(), "inspect --isolated --topic authentication");
    let list = out(&output);
    assert!(list.contains("/login"), "{list}");
    assert!(
        !list.contains("**x**")
            && !list.contains("<b>")
            && !list.replace("\\]", "").contains("](http")
    );
}

#[test]
fn a_rule_is_explained_with_exercises_when_they_are_asked_for() {
    let folder = project([("app.py", FLAWED)]);
    let plain = out(&run(folder.path(), "explain sql-injection"));
    assert!(!plain.contains("Exercise 1"));
    let output = run(folder.path(), "explain sql-injection --exercise");
    let text = out(&output);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(
        text.contains("Exercise 1: which line has the flaw?"),
        "{text}"
    );
    assert!(text.contains("Answers"), "{text}");
    assert!(!text.contains("# finding"));
}
