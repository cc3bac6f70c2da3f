//! Shapes of guards, each with a broken twin: the URL of each view says what is expected of it.
//!
//! `/g/…` is guarded, `/o/…` is open to everybody, `/c/…` is guarded under a condition.

mod classes;
mod decorators;
mod hooks;
mod inside;

use assay_models::Models;
use assay_python::Program;
use assay_source::Project;
use assay_webapp::{By, Route, WebApp};

const FLASK: &str = r"
from functools import wraps
from flask import Flask, Blueprint, session, redirect, abort, g, request, current_app, url_for, flash, jsonify
from flask.views import MethodView, View
from flask_login import login_required, current_user
import hmac
import os
app = Flask(__name__)
";

fn state(route: &Route) -> &'static str {
    let mut guards = route
        .guards
        .iter()
        .filter(|guard| guard.what.is_authentication() && guard.by != By::Query)
        .peekable();
    if guards.peek().is_none() {
        return "o";
    }
    if guards.all(|guard| guard.is_conditional) {
        "c"
    } else {
        "g"
    }
}

fn check(views: &str, others: &[(&str, &str)]) {
    let own = format!("{FLASK}{views}");
    let mut files = vec![("app.py", own.as_str())];
    files.extend(others);
    let project = Project::from_texts(files.iter().copied());
    let modules = project.files.iter().map(assay_python::lower).collect();
    let program = Program::link(modules, &project);
    let models = Models::embedded();
    let solution = assay_taint::solve(&program, models, &[], &assay_taint::Options::default());
    let app = WebApp::build(&project, &program, models, &solution);
    let told: Vec<String> = app
        .routes
        .iter()
        .map(|route| {
            let rest = route.rule.split('/').nth(2).unwrap_or("");
            format!("/{}/{rest}", state(route))
        })
        .collect();
    let expected: Vec<&str> = app.routes.iter().map(|route| route.rule.as_str()).collect();
    assert_eq!(told, expected);
    let stated: usize = ["('/g/", "('/o/", "('/c/"]
        .iter()
        .map(|state| views.matches(state).count())
        .sum();
    assert_eq!(expected.len(), stated);
}
