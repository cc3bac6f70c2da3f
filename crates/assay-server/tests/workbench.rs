//! A day at the workbench, over HTTP: judging, conflicts, scanning again, news, export and import.

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

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::sync::atomic::Ordering;

use assay_server::store::{Change, State};
use support::http::Bench;
use support::project::{Shop, print_of};

fn shop() -> Shop {
    Shop::of("shop/views.py", "import os\nflaw one\nflaw two\n")
}

fn state(bench: &Bench, line: &str) -> State {
    let store = bench.running.as_ref().unwrap().store();
    support::block_on(store.judgement(&print_of("shop/views.py", line)))
        .unwrap()
        .state
}

fn rescan(bench: &Bench) {
    assert_eq!(bench.post("/scan", &[]).status, 303);
    bench.wait();
}

#[test]
fn the_first_pages_tell_what_was_found() {
    let bench = Bench::of(&shop());
    let page = bench.get("/");
    assert!(page.body.contains("A line with a flaw"), "{}", page.body);
    assert!(page.body.contains("views.py:2"));
    let page = bench.get(&format!(
        "/finding/{}",
        print_of("shop/views.py", "flaw one")
    ));
    assert!(page.body.contains("flaw one"), "{}", page.body);
    assert_eq!(bench.get("/finding/0000").status, 404);
    assert_eq!(bench.get("/people").status, 200);
    assert_eq!(bench.get("/nothing").status, 404);
}

#[test]
fn who_was_slower_is_told_and_nothing_is_lost() {
    let bench = Bench::of(&shop());
    let path = format!("/finding/{}", print_of("shop/views.py", "flaw one"));
    assert_eq!(
        bench
            .post(
                &path,
                &[
                    ("state", "confirmed"),
                    ("version", "0"),
                    ("reason", "the first")
                ]
            )
            .status,
        303
    );
    let late = bench.post(
        &path,
        &[
            ("state", "false-alarm"),
            ("version", "0"),
            ("reason", "the second"),
        ],
    );
    assert_eq!(late.status, 409);
    assert!(
        late.body.contains("changed meanwhile by reviewer"),
        "{}",
        late.body
    );
    assert_eq!(state(&bench, "flaw one"), State::Confirmed);
    assert_eq!(
        bench
            .post(
                &path,
                &[
                    ("state", "false-alarm"),
                    ("version", "1"),
                    ("reason", "the second")
                ]
            )
            .status,
        303
    );
    assert_eq!(state(&bench, "flaw one"), State::FalseAlarm);
    let page = bench.get(&path).body;
    assert!(
        page.contains("the first") && page.contains("the second"),
        "the history has both"
    );
    // What is missing is told, and what was typed is not kept.
    let refused = bench.post(
        &path,
        &[("state", "accepted"), ("version", "2"), ("reason", "x")],
    );
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("until which day"), "{}", refused.body);
}

#[test]
fn a_repaired_finding_closes_by_itself_and_opens_again() {
    let shop = shop();
    let bench = Bench::of(&shop);
    shop.write("shop/views.py", "import os\nflaw two\n");
    rescan(&bench);
    assert_eq!(
        (state(&bench, "flaw one"), state(&bench, "flaw two")),
        (State::Repaired, State::Open)
    );
    assert!(bench.get("/").body.contains("0 new, 1 gone"));
    shop.write("shop/views.py", "import os\nflaw one\nflaw two\n");
    rescan(&bench);
    assert_eq!(state(&bench, "flaw one"), State::Open);
}

#[test]
fn a_scan_that_fails_keeps_what_there_was_and_tells_why() {
    let shop = shop();
    let bench = Bench::of(&shop);
    shop.fails.store(true, Ordering::SeqCst);
    rescan(&bench);
    let page = bench.get("/").body;
    assert!(
        page.contains("The last scan failed: the configuration is broken"),
        "{page}"
    );
    assert!(page.contains("views.py:2"));
    shop.fails.store(false, Ordering::SeqCst);
    rescan(&bench);
    assert!(!bench.get("/").body.contains("failed"));
}

#[test]
fn news_come_while_one_looks() {
    let shop = shop();
    let bench = Bench::of(&shop);
    let mut stream = TcpStream::connect(("127.0.0.1", bench.port)).unwrap();
    stream
        .set_read_timeout(Some(std::time::Duration::from_secs(30)))
        .unwrap();
    write!(
        stream,
        "GET /events HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n",
        bench.host, bench.cookie
    )
    .unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().contains("200"));
    assert!(lines.any(|line| line.is_empty()));
    rescan(&bench);
    let mut told = lines.by_ref().filter(|line| line.starts_with("event:"));
    assert_eq!(told.next().as_deref(), Some("event: progress"));
    assert_eq!(told.next().as_deref(), Some("event: scanned"));
    shop.changed.store(true, Ordering::SeqCst);
    assert_eq!(told.next().as_deref(), Some("event: changed"));
    assert!(
        bench
            .get("/")
            .body
            .contains("Files changed since the last scan")
    );
    let comment = format!("/comment/{}", print_of("shop/views.py", "flaw one"));
    bench.post(&comment, &[("text", "look here")]);
    assert_eq!(told.next().as_deref(), Some("event: said"));
}

#[test]
fn a_review_is_carried_from_one_workbench_to_another() {
    let one = Bench::of(&shop());
    let path = format!("/finding/{}", print_of("shop/views.py", "flaw one"));
    one.post(
        &path,
        &[
            ("state", "confirmed"),
            ("version", "0"),
            ("reason", "“seen” & sure"),
        ],
    );
    let exported = one.get("/export");
    assert_eq!(exported.status, 200);
    assert!(
        exported
            .header("content-disposition")
            .unwrap()
            .contains("review-shop-")
    );
    let other = Bench::of(&shop());
    let answer = upload(&other, &other.token(), &exported.body);
    assert_eq!(answer.status, 303, "{}", answer.body);
    other.wait();
    assert_eq!(state(&other, "flaw one"), State::Confirmed);
    assert!(other.get(&path).body.contains("“seen” &amp; sure"));
    // Without the token, and with something else, nothing changes.
    assert_eq!(upload(&other, "0", &exported.body).status, 403);
    assert_eq!(upload(&other, &other.token(), "{}").status, 400);
    // A file that is larger than a form may be.
    let large = exported.body.replace("sure", &"sure ".repeat(500_000));
    let answer = upload(&other, &other.token(), &large);
    assert_eq!(answer.status, 303, "{}", answer.body);
}

fn upload(bench: &Bench, token: &str, file: &str) -> support::http::Answer {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.json\"\r\nContent-Type: application/json\r\n\r\n{file}\r\n--x--\r\n"
    );
    bench.send(&format!(
        "POST /import HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        bench.host,
        bench.cookie,
        body.len()
    ))
}

#[test]
fn a_copy_of_the_store_lies_beside_it() {
    let bench = Bench::of(&shop());
    assert_eq!(bench.post("/audit/backup", &[]).status, 303);
    let names: Vec<String> = std::fs::read_dir(bench.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        names.iter().any(|name| name.ends_with(".backup.db")),
        "{names:?}"
    );
    assert!(bench.get("/audit").body.contains("backup"));
}

#[test]
fn light_and_dark_are_remembered_and_lead_nowhere_else() {
    let mut bench = Bench::of(&shop());
    let answer = bench.post(
        "/theme",
        &[("theme", "dark"), ("back", "/findings?risk=high")],
    );
    assert_eq!(answer.header("location"), Some("/findings?risk=high"));
    let session = bench.cookie.clone();
    bench.cookie = format!("{session}; {}", answer.cookie().unwrap());
    assert!(bench.get("/").body.contains("data-theme=\"dark\""));
    for back in [
        "//evil.test",
        "https://evil.test",
        "/\\evil.test",
        "javascript:alert(1)",
        "",
    ] {
        assert_eq!(
            bench
                .post("/theme", &[("theme", "dark"), ("back", back)])
                .header("location"),
            Some("/"),
            "{back}"
        );
    }
}

#[test]
fn what_was_said_is_there_after_a_new_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("review.db");
    for round in 0..2 {
        let bench = Bench::with(&shop(), |options| {
            options.store = assay_server::Location::File(path.clone());
        });
        if round == 0 {
            let path = format!("/finding/{}", print_of("shop/views.py", "flaw one"));
            assert_eq!(
                bench
                    .post(&path, &[("state", "confirmed"), ("version", "0")])
                    .status,
                303
            );
        } else {
            assert_eq!(state(&bench, "flaw one"), State::Confirmed);
            assert!(bench.get("/").body.contains("Scan 2"));
        }
    }
}

#[test]
fn ten_thousand_findings_are_quick() {
    let text: String = (0..10_000)
        .map(|at| format!("flaw number {at}\n"))
        .collect();
    let bench = Bench::of(&Shop::of("shop/views.py", &text));
    // Something is said of each of them.
    let changes: Vec<Change> = (0..10_000)
        .map(|at| Change {
            fingerprint: print_of("shop/views.py", &format!("flaw number {at}")),
            state: Some(if at % 2 == 0 {
                State::Confirmed
            } else {
                State::Open
            }),
            owner: Some("ann".to_owned()),
            ..Change::default()
        })
        .collect();
    let store = bench.running.as_ref().unwrap().store();
    support::block_on(store.judge(&changes, "ann", "2026-11-23T12:00:00Z".parse().unwrap()))
        .unwrap();
    let page = format!("/finding/{}", print_of("shop/views.py", "flaw number 77"));
    for path in ["/", "/findings", page.as_str(), "/audit"] {
        bench.get(path);
        // The fastest of several: what is measured is the page, and not who else uses the machine.
        let times = (0..7).map(|_| {
            let began = std::time::Instant::now();
            assert_eq!(bench.get(path).status, 200, "{path}");
            began.elapsed()
        });
        let fastest = times.min().unwrap();
        println!("{path}: {} ms", fastest.as_millis());
        // The aim is 100 ms; a machine may be busy, and only what grows faster than the findings fails here.
        assert!(
            fastest.as_millis() < 2000,
            "{path} took {} ms",
            fastest.as_millis()
        );
    }
}
