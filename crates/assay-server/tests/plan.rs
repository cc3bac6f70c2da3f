//! The plan: where tasks stand, who does them, and two people who change one task at once.

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

use assay_server::store::Manual;
use support::application::Sample;
use support::http::Bench;
use support::project::print_of;

/// The part of a page between two texts.
#[track_caller]
fn between<'a>(page: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, rest) = page
        .split_once(begin)
        .unwrap_or_else(|| panic!("no {begin} in {page}"));
    rest.split_once(end)
        .unwrap_or_else(|| panic!("no {end} behind {begin}"))
        .0
}

/// The fields of the first form that assigns.
fn form(page: &str) -> (String, String) {
    let value = |name: &str| between(page, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    (value("task"), value("version"))
}

fn column<'a>(page: &'a str, name: &str) -> &'a str {
    between(
        page,
        &format!("<section class=\"column {name}\""),
        "</section>",
    )
}

#[test]
fn a_task_moves_over_the_board_as_its_findings_are_judged() {
    let bench = Bench::of(&Sample::new());
    assert!(column(&bench.get("/plan").body, "judge").contains("A line with a flaw"));
    let first = format!("/finding/{}", print_of("shop.py", "b = flaw"));
    let answer = bench.post(
        &first,
        &[("version", "0"), ("state", "confirmed"), ("reason", "seen")],
    );
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = bench.get("/plan").body;
    assert!(
        column(&page, "repair").contains("A line with a flaw"),
        "{page}"
    );
    assert!(!column(&page, "judge").contains("A line with a flaw"));
}

#[test]
fn who_does_a_task_and_until_when_is_kept() {
    let bench = Bench::of(&Sample::new());
    let (task, version) = form(&bench.get("/plan").body);
    let fields = [
        ("task", task.as_str()),
        ("version", &version),
        ("owner", "kim"),
        ("due", "2020-01-31"),
        ("back", "?view=calendar"),
    ];
    let answer = bench.post("/assign/plan", &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(
        answer.header("location"),
        Some(format!("/plan?view=calendar#t-{task}").as_str())
    );
    let page = bench.get("/plan?owner=kim&overdue=1").body;
    assert!(
        page.contains("overdue since") && page.contains("2020-01-31"),
        "{page}"
    );
    let calendar = bench.get("/plan?view=calendar").body;
    assert!(
        calendar.contains("1 overdue") && calendar.contains("owner=kim"),
        "{calendar}"
    );
    assert!(
        bench
            .get("/plan?owner=-")
            .body
            .contains("Everything has been judged")
    );
}

#[test]
fn of_two_who_assign_one_task_the_second_sees_both() {
    let bench = Bench::of(&Sample::new());
    let (task, version) = form(&bench.get("/plan").body);
    let assign = |owner: &str, version: &str| {
        bench.post(
            "/assign/plan",
            &[
                ("task", &task),
                ("version", version),
                ("owner", owner),
                ("due", "2027-02-01"),
            ],
        )
    };
    assert_eq!(assign("kim", &version).status, 303);
    let second = assign("lee<b>", &version);
    assert_eq!(second.status, 409);
    assert!(
        second.body.contains("kim") && second.body.contains("lee&lt;b&gt;"),
        "{}",
        second.body
    );
    assert!(
        bench
            .get("/plan?owner=kim")
            .body
            .contains("A line with a flaw"),
        "nothing was overwritten"
    );
    // The page offers to send it once more, over what is there now.
    let (_, version) = form(&second.body);
    assert_eq!(assign("lee", &version).status, 303);
    assert!(
        bench
            .get("/plan?owner=lee")
            .body
            .contains("A line with a flaw")
    );
}

#[test]
fn the_way_back_leads_to_no_other_site() {
    let bench = Bench::of(&Sample::new());
    for back in [
        "https://example.org/",
        "//example.org",
        "?a=\r\nSet-Cookie: x=1",
        "/finding/x",
    ] {
        let (task, version) = form(&bench.get("/plan").body);
        let fields = [
            ("task", task.as_str()),
            ("version", &version),
            ("owner", "kim"),
            ("due", ""),
            ("back", back),
        ];
        let answer = bench.post("/assign/plan", &fields);
        assert_eq!(
            answer.header("location"),
            Some(format!("/plan#t-{task}").as_str()),
            "{back:?}"
        );
    }
}

#[test]
fn what_is_assigned_makes_no_sense_and_is_refused() {
    let bench = Bench::of(&Sample::new());
    let (task, version) = form(&bench.get("/plan").body);
    let send = |task: &str, due: &str| {
        bench
            .post(
                "/assign/plan",
                &[
                    ("task", task),
                    ("version", &version),
                    ("owner", ""),
                    ("due", due),
                ],
            )
            .status
    };
    assert_eq!(send("unknown", ""), 404);
    assert_eq!(send(&task, "soon"), 400);
    let raw = bench.post_raw(
        "/assign/plan",
        &format!("task={task}&version={version}&owner=x"),
        "",
    );
    assert_eq!(raw.status, 403, "without the token of the session");
}

#[test]
fn what_a_scan_no_longer_finds_is_repaired() {
    let sample = Sample::new();
    let bench = Bench::of(&sample);
    sample.shop.write("shop.py", "a = 1\nb = 2\nd = flaw too\n");
    assert_eq!(bench.post("/scan", &[]).status, 303);
    bench.wait();
    let page = bench.get("/plan").body;
    assert!(
        column(&page, "repaired").contains("no longer found"),
        "{page}"
    );
    assert!(page.contains("<b>1</b> of 2 findings repaired"), "{page}");
}

#[test]
fn a_finding_by_hand_is_a_task() {
    let bench = Bench::of(&Sample::new());
    let manual = Manual {
        title: "Orders of others".to_owned(),
        description: "Nobody checks whose order it is".to_owned(),
        impact: "high".to_owned(),
        likelihood: "medium".to_owned(),
        path: "shop.py".to_owned(),
        from_line: 3,
        to_line: 3,
        lines: "c = 2".to_owned(),
        ..Manual::default()
    };
    let store = bench.running.as_ref().unwrap().store().clone();
    support::block_on(async {
        store
            .put_manual(&manual, "ann", jiff::Timestamp::now())
            .await
    })
    .unwrap();
    let page = bench.get("/plan?q=orders").body;
    assert!(
        column(&page, "judge").contains("Orders of others in shop.py:3"),
        "{page}"
    );
    let (task, version) = form(&page);
    let fields = [
        ("task", task.as_str()),
        ("version", &version),
        ("owner", "kim"),
        ("due", "2027-01-31"),
    ];
    assert_eq!(bench.post("/assign/plan", &fields).status, 303);
    assert!(
        bench
            .get("/plan?owner=kim")
            .body
            .contains("Orders of others")
    );
}
