//! Who can reach a flaw moves its risk: routes, their guards and where a value comes from.
#![expect(clippy::expect_used, reason = "a test may fail loudly")]

use assay_finding::{Access, Finding, Review};
use assay_models::Models;
use assay_scan::{Options, RuleSet, scan};
use assay_source::Project;

const RULE: &str = "+++
title = 'A flaw'
since = '0.1'
cwe = [78]
owasp = []
impact = 'high'
likelihood = 'high'
confidence = 'high'
effort = '1h'
message = '{source} is run'
fix = 'Do not'
[detect.taint]
from = ['remote', 'argument']
to = ['shell']
+++

It is bad.

## What can happen

Things.
";

const APP: &str = "
import os, sys
from flask import Flask, request, session, abort
from flask_login import login_required
app = Flask(__name__)

def only_staff(view):
    def guarded(*args, **kwargs):
        if session.get('role') != 'staff':
            abort(403)
        return view(*args, **kwargs)
    return guarded

def helper(text):
    os.system(text)

@app.get('/open')
def open_view():
    os.system('a ' + request.args['q'])
    return ''

@app.get('/login')
@login_required
def login_view():
    os.system('b ' + request.args['q'])
    return ''

@app.get('/staff')
@only_staff
def staff_view():
    os.system('c ' + request.args['q'])
    return ''

@app.get('/both')
def shared():
    helper(request.args['q'])
    return ''

@app.get('/both-staff')
@login_required
def shared_with_users():
    helper('x')
    return ''

def main():
    os.system('d ' + sys.argv[1])

main()
";

fn review() -> Review {
    let rules = RuleSet::parse([("rules/a/flaw/rule.md", RULE)]).expect("the rule");
    let project = Project::from_texts([("app.py", APP), ("tests/test_app.py", APP)]);
    scan(
        &project,
        &rules,
        Models::embedded(),
        &Options::default(),
        &(),
    )
}

fn at<'a>(review: &'a Review, path: &str, text: &str) -> &'a Finding {
    let here = |finding: &&Finding| {
        finding.place.path == path && finding.place.excerpt.text.contains(text)
    };
    review.findings.iter().find(here).expect(text)
}

#[test]
fn the_guards_of_the_route_say_who_can_reach_a_flaw() {
    let review = review();
    let access = |text: &str| at(&review, "app.py", text).rating.access;
    assert_eq!(access("'a '"), Access::Anybody);
    assert_eq!(access("'b '"), Access::Login);
    assert_eq!(access("'c '"), Access::Role);
    assert_eq!(access("'d '"), Access::Operator);
    let risk = |text: &str| at(&review, "app.py", text).risk;
    assert!(risk("'a '") > risk("'b '"));
    assert!(risk("'c '") > risk("'d '"));
}

#[test]
fn a_flaw_in_a_helper_is_reached_through_the_view_in_which_the_value_enters() {
    let review = review();
    let rating = &at(&review, "app.py", "os.system(text)").rating;
    assert_eq!(rating.access, Access::Anybody);
    let opportunity = rating.likelihood.factors.first().expect("a factor");
    assert_eq!(opportunity.reason, "GET /both is open to everybody");
}

#[test]
fn test_code_is_reached_by_developers_only() {
    let review = review();
    let rating = &at(&review, "tests/test_app.py", "'a '").rating;
    assert_eq!(rating.access, Access::Developer);
}
