//! Repairs that would do harm, or make nonsense of the code around: found by reading repairs of real applications.

#![allow(
    clippy::indexing_slicing,
    reason = "a test fails loudly, with all that it has to say"
)]

use assay_fix::{Offer, offer};
use assay_models::Models;
use assay_scan::{Options, scan};
use assay_source::Project;

fn offered(files: &[(&str, &str)]) -> Offer {
    let rules = assay_rules::all();
    let project = Project::from_texts(files.iter().copied());
    let look =
        |project: &Project| scan(project, rules, Models::embedded(), &Options::default(), &());
    let review = look(&project);
    offer(&project, rules, &review, &|_| true, &look)
}

fn view(body: &str) -> String {
    let body = body.replace('\n', "\n    ");
    format!(
        "import logging\nfrom flask import Flask, abort, request\n\napp = Flask(__name__)\n\n\n\
         @app.get(\"/a\")\ndef show():\n    {body}\n"
    )
}

/// What the repairs make of a view.
fn repaired(body: &str) -> String {
    let text = view(body);
    let offer = offered(&[("app.py", &text)]);
    offer.texts.get("app.py").cloned().unwrap_or(text)
}

#[test]
fn an_assert_whose_failure_is_caught_stays() {
    let body = "try:\n    size = int(request.args[\"s\"])\n    assert 1 <= size <= 8\n\
                except (ValueError, AssertionError):\n    size = 1\nreturn str(size)\n";
    assert!(repaired(body).contains("    assert 1 <= size <= 8"));
}

#[test]
fn the_text_of_an_exception_is_not_replaced_where_it_is_taken_apart() {
    let body = "try:\n    return open(\"x\").read()\nexcept Exception as e:\n    logging.exception(\"x\")\n    \
                return str(e).splitlines()[0] if str(e) else \"nothing\", 500\n";
    let text = repaired(body);
    assert!(!text.contains("an internal error"), "{text}");
}

#[test]
fn a_text_that_is_filled_with_an_exception_becomes_one_text() {
    let body = "try:\n    return open(\"x\").read()\nexcept Exception as e:\n    logging.exception(\"x\")\n    \
                return \"not read: %s\" % str(e), 500\n";
    let text = repaired(body);
    assert!(
        text.contains("return \"not read: an internal error\", 500"),
        "{text}"
    );
}

const FORMS: &str = "{% macro login(form) %}{{ form.hidden_tag() }}{{ form.name }}{% endmacro %}\n";
const PAGE: &str = "{% import 'forms.html' as forms %}\n<form method=\"post\">{{ forms.login(form) }}</form>\n  \
    <form\n      action=\"/b\"\n      method=\"post\">\n  <b>b</b></form>\n";

#[test]
fn a_form_gets_one_token_and_as_deep_as_it_stands() {
    let app = "from flask import Flask, render_template, request\n\napp = Flask(__name__)\n\n\n\
        @app.post(\"/b\")\ndef show():\n    return render_template(\"page.html\", form=request.form)\n";
    let offer = offered(&[
        ("app.py", app),
        ("templates/page.html", PAGE),
        ("templates/forms.html", FORMS),
    ]);
    let page = &offer.texts["templates/page.html"];
    assert_eq!(page.matches("csrf_token()").count(), 1, "{page}");
    assert!(page.contains("method=\"post\">\n    <input"), "{page}");
    assert!(
        !offer.diff.contains("-<form") && !offer.diff.contains("-      method"),
        "{}",
        offer.diff
    );
    // What one repair takes along is not told to be left.
    let left = offer.refused.iter().map(|one| one.rule.as_str());
    assert!(
        !left
            .into_iter()
            .any(|rule| rule == "form-without-csrf-token")
    );
}
