//! The inspection: answers with evidence, kept across scans, marked when their places change, printed in reports.

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

use std::sync::atomic::Ordering;

use support::application::{HOSTILE, Sample};
use support::http::{Answer, Bench};

const TOPIC: &str = "/inspection/authentication";

#[track_caller]
fn value(page: &str, question: &str, name: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("name=\"question\" value=\"{question}\""))
        .unwrap();
    let (_, rest) = rest
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Answers as a browser does that shows the page now.
fn answer(bench: &Bench, question: &str, verdict: &str, evidence: &str) -> Answer {
    let page = bench.get(TOPIC).body;
    let (version, mark) = (
        value(&page, question, "version"),
        value(&page, question, "mark"),
    );
    send(bench, question, verdict, evidence, &version, &mark)
}

fn send(
    bench: &Bench,
    question: &str,
    verdict: &str,
    evidence: &str,
    version: &str,
    mark: &str,
) -> Answer {
    let fields = [
        ("question", question),
        ("verdict", verdict),
        ("evidence", evidence),
        ("version", version),
        ("mark", mark),
    ];
    bench.post(TOPIC, &fields)
}

#[test]
fn questions_are_asked_with_the_places_of_the_application() {
    let bench = Bench::of(&Sample::new());
    let list = bench.get("/inspection").body;
    assert!(
        list.contains("<b>0</b> of 3 questions answered") && list.contains("The review stays open"),
        "{list}"
    );
    let page = bench.get(TOPIC).body;
    assert!(
        page.contains("2 functions take part in login")
            && page.contains("href=\"/code/shop.py#L2\""),
        "{page}"
    );
    assert!(
        page.contains("a finding"),
        "a place tells what was found there"
    );
    assert!(
        page.contains("One answer for all") && page.contains("6.3.1") && page.contains("CWE-204")
    );
    assert!(!page.contains(HOSTILE) && !page.contains("<script>"));
    assert_eq!(bench.get("/inspection/unknown").status, 404);
}

#[test]
fn an_answer_is_kept_with_who_and_when() {
    let bench = Bench::of(&Sample::new());
    let sent = answer(
        &bench,
        "one-answer",
        "holds",
        &format!("read it, {HOSTILE}"),
    );
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert_eq!(
        sent.header("location"),
        Some("/inspection/authentication#q-one-answer")
    );
    let page = bench.get(TOPIC).body;
    assert!(
        page.contains("<b>holds</b>, says reviewer on") && page.contains("read it, &lt;script&gt;"),
        "{page}"
    );
    assert!(!page.contains("<script>"));
    assert!(
        bench
            .get("/inspection")
            .body
            .contains("<b>1</b> of 3 questions answered")
    );
    assert!(
        !bench
            .get(&format!("{TOPIC}?open=1"))
            .body
            .contains("id=\"q-one-answer\"")
    );
    let history = bench.get(&format!("{TOPIC}?history=one-answer")).body;
    assert!(history.contains("reviewer: holds"), "{history}");
}

#[test]
fn an_answer_without_evidence_or_verdict_is_refused() {
    let bench = Bench::of(&Sample::new());
    assert_eq!(answer(&bench, "one-answer", "holds", "  ").status, 400);
    assert_eq!(answer(&bench, "one-answer", "perhaps", "x").status, 400);
    assert_eq!(answer(&bench, "one-answer", "", "x").status, 400);
    assert_eq!(send(&bench, "unknown", "holds", "x", "0", "").status, 404);
    assert!(bench.get("/inspection").body.contains("<b>0</b> of 3"));
}

#[test]
fn an_answer_is_old_when_its_places_are_others() {
    let sample = Sample::new();
    let bench = Bench::of(&sample);
    assert_eq!(
        answer(&bench, "one-answer", "holds", "read both").status,
        303
    );
    sample.places.store(3, Ordering::SeqCst);
    bench.post("/scan", &[]);
    bench.wait();
    let page = bench.get(TOPIC).body;
    assert!(
        page.contains("Its places have changed since") && page.contains("read both"),
        "{page}"
    );
    let list = bench.get("/inspection").body;
    assert!(
        list.contains("answered for other places") && list.contains("<b>0</b> of 3"),
        "{list}"
    );
    assert_eq!(
        answer(&bench, "one-answer", "fails", "the third one does not").status,
        303
    );
    let page = bench.get(TOPIC).body;
    assert!(
        !page.contains("Its places have changed since") && page.contains("does not hold"),
        "{page}"
    );
}

#[test]
fn an_answer_can_be_taken_back() {
    let bench = Bench::of(&Sample::new());
    answer(&bench, "policy", "not-applicable", "no passwords here");
    let page = bench.get(TOPIC).body;
    let fields = [
        ("question", "policy"),
        ("version", &value(&page, "policy", "version")),
        ("mark", ""),
        ("take_back", "1"),
    ];
    assert_eq!(bench.post(TOPIC, &fields).status, 303);
    assert!(bench.get("/inspection").body.contains("<b>0</b> of 3"));
}

#[test]
fn of_two_who_answer_one_question_the_second_sees_both() {
    let bench = Bench::of(&Sample::new());
    assert_eq!(
        send(&bench, "policy", "holds", "twelve characters", "0", "").status,
        303
    );
    let second = send(&bench, "policy", "fails", "six are enough", "0", "");
    assert_eq!(second.status, 409);
    assert!(
        second.body.contains("twelve characters") && second.body.contains("six are enough"),
        "{}",
        second.body
    );
    assert!(
        bench.get(TOPIC).body.contains("twelve characters"),
        "nothing was overwritten"
    );
    let version = value(&second.body, "policy", "version");
    assert_eq!(
        send(&bench, "policy", "fails", "six are enough", &version, "").status,
        303
    );
    assert!(bench.get(TOPIC).body.contains("six are enough"));
}

#[test]
fn the_first_page_tells_what_is_open() {
    let bench = Bench::of(&Sample::new());
    assert!(bench.get("/").body.contains("3 of 3 questions are open"));
}
