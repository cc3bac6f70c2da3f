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

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

use assay_server::Role;
use assay_server::store::Manual;
use jiff::{SignedDuration, Timestamp};
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

/// Owner and day of each task, by the findings that it is about: as the page tells them.
fn on_the_page(bench: &Bench) -> BTreeMap<String, (String, String)> {
    let page = bench.get("/plan").body;
    let cards = page.split("<article class=\"task").skip(1);
    let told = cards.map(|card| {
        let first = between(card, "<a href=\"/finding/", "\"").to_owned();
        let owner = if card.contains("nobody yet") {
            String::new()
        } else {
            between(card, "<p><b>", "</b>").to_owned()
        };
        // What is only worth knowing has no day.
        let due = if card.contains("<time datetime=") {
            between(card, "<time datetime=\"", "\"").to_owned()
        } else {
            String::new()
        };
        (first, (owner, due))
    });
    told.collect()
}

/// The same as a report tells it.
fn in_the_report(bench: &Bench) -> BTreeMap<String, (String, String)> {
    let report: serde_json::Value = serde_json::from_str(&bench.get("/reports/json").body).unwrap();
    let tasks = report["plan"]["tasks"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let told = tasks.iter().map(|task| {
        let first = text(&task["findings"][0]);
        (first, (text(&task["owner"]["name"]), text(&task["due"])))
    });
    told.collect()
}

#[test]
fn a_report_tells_the_days_and_owners_that_the_pages_tell() {
    let sample = Sample::new();
    for name in ["one", "two", "three", "four"] {
        sample.shop.write(&format!("{name}.py"), "b = flaw\n");
    }
    let bench = Bench::of(&sample);
    let same = |when: &str, tasks: usize| {
        let (page, report) = (on_the_page(&bench), in_the_report(&bench));
        assert_eq!(page, report, "{when}");
        assert_eq!(page.len(), tasks, "{when}");
        page
    };
    let before = same("nothing was said", 5);
    let say = |path: &str, what: &str, fields: &[(&str, &str)]| {
        let print = print_of(path, "b = flaw");
        let answer = bench.post(&format!("{what}{print}"), fields);
        assert_eq!(answer.status, 303, "{}", answer.body);
        print
    };
    // Another risk has another day.
    let print = print_of("one.py", "b = flaw");
    let fields = [
        ("version", "0"),
        ("impact", "1"),
        ("likelihood", "1"),
        ("rating-reason", "nobody can"),
    ];
    assert_eq!(
        bench
            .post(&format!("/finding/{print}/risk"), &fields)
            .status,
        303
    );
    let now = same("a lower risk", 5);
    assert_ne!(before[&print], now[&print]);
    // So has what somebody chose, with an owner.
    let print = say(
        "two.py",
        "/assign/",
        &[("version", "0"), ("owner", "kim"), ("due", "2031-05-06")],
    );
    let now = same("a day was chosen", 5);
    assert_eq!(now[&print], ("kim".to_owned(), "2031-05-06".to_owned()));
    say(
        "three.py",
        "/finding/",
        &[
            ("version", "0"),
            ("state", "confirmed"),
            ("owner", "ann"),
            ("due", "2020-01-01"),
        ],
    );
    same("a day is over", 5);
    let report = bench.get("/reports/json").body;
    assert!(
        report.contains("assigned in the review by reviewer"),
        "{report}"
    );
    // What is none is no task of a report, and stands on no column of the page that is worked on.
    say(
        "four.py",
        "/finding/",
        &[
            ("version", "0"),
            ("state", "false-alarm"),
            ("reason", "a test"),
        ],
    );
    assert!(!in_the_report(&bench).contains_key(&print_of("four.py", "b = flaw")));
    let fields = [
        ("title", "Orders of others"),
        ("description", "Nobody checks"),
        ("impact", "high"),
        ("likelihood", "medium"),
        ("path", "shop.py"),
        ("from", "3"),
        ("to", "3"),
        ("cwe", ""),
        ("repair", ""),
    ];
    let answer = bench.post("/manual", &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let by_hand = answer
        .header("location")
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let (page, report) = (on_the_page(&bench), in_the_report(&bench));
    assert_eq!(page.get(&by_hand), report.get(&by_hand));
    assert!(page.contains_key(&by_hand));
}

#[test]
fn the_gate_of_a_report_is_asked_after_people() {
    let bench = Bench::of(&Sample::new());
    let gate = || {
        let report: serde_json::Value =
            serde_json::from_str(&bench.get("/reports/json").body).unwrap();
        (
            report["gate"]["passed"].as_bool().unwrap(),
            report["gate"]["reasons"].to_string(),
        )
    };
    let (passed, reasons) = gate();
    assert!(!passed && reasons.contains('2'), "{reasons}");
    for (line, state) in [("b = flaw", "false-alarm"), ("d = flaw too", "accepted")] {
        let fields = [
            ("version", "0"),
            ("state", state),
            ("reason", "a test"),
            ("until", "2099-01-01"),
        ];
        let answer = bench.post(&format!("/finding/{}", print_of("shop.py", line)), &fields);
        assert_eq!(answer.status, 303, "{}", answer.body);
    }
    assert_eq!(gate(), (true, "[]".to_owned()));
    // A day that somebody set and that is over holds it back again.
    let print = print_of("shop.py", "b = flaw");
    let fields = [
        ("version", "1"),
        ("state", "confirmed"),
        ("reason", ""),
        ("due", "2020-01-01"),
    ];
    assert_eq!(
        bench.post(&format!("/finding/{print}"), &fields).status,
        303
    );
    let fields = [
        ("version", "2"),
        ("impact", "1"),
        ("likelihood", "1"),
        ("rating-reason", "nobody can"),
    ];
    assert_eq!(
        bench
            .post(&format!("/finding/{print}/risk"), &fields)
            .status,
        303
    );
    let (passed, reasons) = gate();
    assert!(
        !passed && reasons.contains("overdue") && !reasons.contains("medium"),
        "{reasons}"
    );
}

#[test]
fn developers_assign_on_the_page_of_a_finding_and_judge_nothing() {
    let sample = Sample::new();
    let mut bench = Bench::with(&sample, |options| {
        options.behind = Some("review.test".to_owned());
        let password = "a long enough password";
        assay_server::add_user(&options.store, "shop", "dev", Role::Developer, password).unwrap();
        assay_server::add_user(&options.store, "shop", "rita", Role::Reader, password).unwrap();
    });
    "review.test".clone_into(&mut bench.host);
    let log_in = |bench: &mut Bench, name: &str| {
        let body = support::http::form(&[("name", name), ("password", "a long enough password")]);
        bench.cookie = bench.post_raw("/login", &body, "").cookie().unwrap();
        bench.wait();
    };
    let path = format!("/finding/{}", print_of("shop.py", "b = flaw"));
    log_in(&mut bench, "dev");
    let page = bench.get(&path).body;
    assert!(
        page.contains("data-assign") && !page.contains("data-judge"),
        "{page}"
    );
    let assign = path.replace("/finding/", "/assign/");
    let fields = [
        ("version", "0"),
        ("owner", "dev"),
        ("due", "2031-05-06"),
        ("back", "owner=x"),
    ];
    let answer = bench.post(&assign, &fields);
    assert_eq!(
        answer.header("location"),
        Some(format!("{path}?owner=x").as_str()),
        "{}",
        answer.body
    );
    let page = bench.get(&path).body;
    assert!(
        page.contains("value=\"dev\"") && page.contains("value=\"2031-05-06\""),
        "{page}"
    );
    assert!(
        page.contains("owner: dev") && page.contains("To be repaired until 2031-05-06"),
        "{page}"
    );
    // Whoever saw less is told, and may say it again.
    let late = bench.post(&assign, &[("version", "0"), ("owner", "eve"), ("due", "")]);
    assert_eq!(late.status, 409);
    let form = format!("action=\"{}\"", assign.replace('/', "&#x2f;"));
    assert!(
        late.body.contains("Somebody else was faster") && late.body.contains(&form),
        "{}",
        late.body
    );
    assert_eq!(
        bench
            .post(
                &assign,
                &[("version", "1"), ("owner", "dev"), ("due", "no day")]
            )
            .status,
        400
    );
    assert_eq!(
        bench
            .post(&path, &[("version", "1"), ("state", "confirmed")])
            .status,
        403
    );
    log_in(&mut bench, "rita");
    assert!(!bench.get(&path).body.contains("data-assign"));
    assert_eq!(
        bench
            .post(&assign, &[("version", "1"), ("owner", "rita"), ("due", "")])
            .status,
        403
    );
}

/// So many days after the first one.
static DAYS: AtomicI64 = AtomicI64::new(0);

fn some_day() -> Timestamp {
    let first: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    let hours = DAYS.load(Ordering::SeqCst) * 24;
    first + SignedDuration::from_hours(hours)
}

#[test]
fn an_accepted_risk_counts_again_when_its_day_is_over() {
    let sample = Sample::new();
    sample.shop.write("shop.py", "b = flaw\n");
    let mut bench = Bench::with(&sample, |options| options.now = some_day);
    let path = format!("/finding/{}", print_of("shop.py", "b = flaw"));
    let fields = [
        ("version", "0"),
        ("state", "accepted"),
        ("reason", "it goes in spring"),
        ("until", "2026-12-01"),
    ];
    assert_eq!(bench.post(&path, &fields).status, 303);
    assert!(bench.get("/reports/json").body.contains("\"passed\":true"));
    assert!(!bench.get(&path).body.contains("that day is over"));
    DAYS.store(9, Ordering::SeqCst);
    // By then one has to come in again.
    assert_eq!(bench.get(&path).status, 401);
    let key = bench.key();
    bench.cookie = bench.get(&format!("/?key={key}")).cookie().unwrap();
    assert!(bench.get(&path).body.contains("that day is over"));
    assert!(bench.get("/reports/json").body.contains("\"passed\":false"));
}
