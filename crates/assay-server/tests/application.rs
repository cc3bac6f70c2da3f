//! Routes, settings and packages: what they tell, how they are filtered, and that nothing of the project becomes markup.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::format_collect,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use support::application::{HOSTILE, Sample};
use support::http::Bench;

/// The text of a page that is there.
#[track_caller]
fn page(bench: &Bench, path: &str) -> String {
    let answer = bench.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    assert!(
        !answer.body.contains(HOSTILE) && !answer.body.contains("<script>"),
        "{path}"
    );
    assert!(
        !answer.body.contains('\u{202e}'),
        "{path} shows text in another order than it has"
    );
    assert!(!answer.body.contains("href=\"javascript:"), "{path}");
    answer.body.replace("&#x2f;", "/")
}

/// What of these a page shows.
#[track_caller]
fn check(bench: &Bench, path: &str, shown: &[&str], hidden: &[&str]) {
    let page = page(bench, path);
    for text in shown {
        assert!(page.contains(text), "{path} does not show {text}:\n{page}");
    }
    for text in hidden {
        assert!(!page.contains(text), "{path} shows {text}");
    }
}

#[test]
fn routes_are_filtered_by_who_may_call_them_and_what_they_do() {
    let bench = Bench::of(&Sample::new());
    let (index, order, account) = (">/</b>", ">/order</b>", ">/account</b>");
    check(
        &bench,
        "/routes",
        &[
            index,
            order,
            account,
            "login_required",
            "not validated",
            "href=\"/code/shop.py#L2\"",
        ],
        &[],
    );
    check(&bench, "/routes?open=1", &[index, order], &[account]);
    check(&bench, "/routes?changes=1", &[order, account], &[index]);
    check(
        &bench,
        "/routes?open=1&changes=1",
        &[order],
        &[index, account],
    );
    check(
        &bench,
        "/routes?forgeable=1",
        &[order, "not kept out"],
        &[index, account],
    );
    check(&bench, "/routes?q=POST+account", &[account], &[order]);
    check(
        &bench,
        "/routes?sink=shell",
        &["No route is like that"],
        &[index],
    );
    check(&bench, "/routes?page=abc&q=%00%ff&open=", &[], &[]);
}

#[test]
fn a_setting_is_told_for_each_environment_with_its_line() {
    let bench = Bench::of(&Sample::new());
    check(
        &bench,
        "/settings",
        &[
            "production",
            "DEBUG",
            "SECRET_KEY",
            "href=\"/code/shop.py#L2\"",
        ],
        &[],
    );
    check(&bench, "/settings?differs=1", &["DEBUG"], &["SECRET_KEY"]);
    check(
        &bench,
        "/settings?q=secret",
        &["SECRET_KEY"],
        &["<code>DEBUG"],
    );
}

#[test]
fn packages_name_advisories_and_link_only_those_that_are_known() {
    let bench = Bench::of(&Sample::new());
    check(
        &bench,
        "/dependencies",
        &["flask", "jinja2", "brought by flask", "<b>2.0</b>"],
        &[],
    );
    check(
        &bench,
        "/dependencies",
        &["href=\"https://osv.dev/vulnerability/GHSA-aaaa-bbbb-cccc\""],
        &[],
    );
    check(
        &bench,
        "/dependencies?known=1",
        &["<b>jinja2</b>"],
        &["<b>flask</b>"],
    );
    check(
        &bench,
        "/dependencies?direct=1",
        &["<b>flask</b>"],
        &["<b>jinja2</b>"],
    );
}

#[test]
fn a_project_without_an_application_has_pages_that_say_so() {
    let bench = Bench::of(&support::project::Shop::of("a.py", "x = 1\n"));
    for path in [
        "/routes",
        "/settings",
        "/dependencies",
        "/plan",
        "/plan?view=calendar",
        "/inspection",
        "/lessons",
    ] {
        assert!(page(&bench, path).contains("class=\"none\""), "{path}");
    }
}
