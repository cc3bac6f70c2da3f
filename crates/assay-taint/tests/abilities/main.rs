//! What the engine must tell apart: for each ability small programs that differ in one thing only.
//!
//! A line marked `# flow` must be the sink of a flow from `remote`; every other line must not.

mod calls;
mod certainty;
mod classes;
mod exceptions;
mod guards;
mod outside;
mod pages;
mod parts;
mod records;
mod registries;
mod rounds;
mod shapes;
mod values;

use std::collections::BTreeSet;

use assay_models::Models;
use assay_python::Program;
use assay_source::Project;
use assay_taint::{Options, solve};

const PRELUDE: &str = "import os, sqlite3, base64, io, re, configparser, functools, pathlib\n\
from flask import Flask, request, redirect, abort, session, make_response, Response, jsonify, escape, g\n\
from urllib.parse import urlparse\n\
app = Flask(__name__)\ndb = sqlite3.connect('x')\n";

/// The lines of flows, as `file:line`, in a project made of the text; `# file: name` begins another file.
fn flows(text: &str, sure: bool) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut files: Vec<(String, String)> = vec![("app.py".to_owned(), String::new())];
    for line in text.lines() {
        if let Some(name) = line.trim().strip_prefix("# file: ") {
            files.push((name.to_owned(), String::new()));
        } else if let Some((_, body)) = files.last_mut() {
            body.push_str(line);
            body.push('\n');
        }
    }
    let offset = PRELUDE.lines().count();
    let mut expected = BTreeSet::new();
    for (name, body) in &mut files {
        for (index, line) in body.lines().enumerate() {
            if line.contains("# flow") {
                expected.insert(format!("{name}:{}", index + 1));
            }
        }
        *body = format!("{PRELUDE}{body}");
    }
    let project = Project::from_texts(
        files
            .iter()
            .map(|(name, body)| (name.as_str(), body.as_str())),
    );
    let modules = project.files.iter().map(assay_python::lower).collect();
    let program = Program::link(modules, &project);
    let solution = solve(&program, Models::embedded(), &[], &Options::default());
    let mut found = BTreeSet::new();
    for flow in &solution.flows {
        let harmful = [
            "sql",
            "shell",
            "path",
            "html",
            "header",
            "header-value",
            "url",
            "redirect",
            "code",
            "template",
            "session-value",
            "session-key",
        ];
        let counts = !sure || flow.confidence == assay_taint::Confidence::High;
        if counts && flow.from == "remote" && harmful.contains(&flow.to.as_str()) {
            let file = project.file(flow.sink.file);
            let line = file.position(flow.sink.range.start).line as usize;
            found.insert(format!("{}:{}", file.path, line.saturating_sub(offset)));
        }
    }
    (expected, found)
}

#[track_caller]
fn check(text: &str) {
    let (expected, found) = flows(text, false);
    assert_eq!(expected, found, "left: marked, right: found, in\n{text}");
}

/// As [`check`], but a flow counts only if every step of it is understood.
#[track_caller]
fn check_sure(text: &str) {
    let (expected, found) = flows(text, true);
    assert_eq!(expected, found, "left: marked, right: found, in\n{text}");
}
