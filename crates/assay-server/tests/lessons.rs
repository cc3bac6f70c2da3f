//! Lessons: the team's own line beside the repaired one, exercises, progress, and what to learn next.

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
use support::http::{Answer, Bench};
use support::project::{SECRET, print_of};

const LESSON: &str = "/lessons/some-flaw";

fn solve(bench: &Bench, exercise: &str, answer: &str) -> Answer {
    bench.post(LESSON, &[("exercise", exercise), ("answer", answer)])
}

#[test]
fn a_lesson_shows_our_own_line_beside_the_repaired_one() {
    let bench = Bench::of(&Sample::new());
    let page = bench.get(LESSON).body;
    assert!(
        page.contains("Our own line") && page.contains("Repaired, in an example"),
        "{page}"
    );
    let print = print_of("shop.py", "b = flaw");
    let page = bench
        .get(&format!("{LESSON}?finding={print}&repair=1"))
        .body
        .replace("&#x2f;", "/");
    assert!(
        page.contains("take the flaw out") && page.contains("Proven:") && page.contains("line del"),
        "{page}"
    );
    assert!(!page.contains(HOSTILE) && !page.contains("<script>"));
    assert!(!page.contains("href=\"javascript:") && page.contains("href=\"https://example.org\""));
    assert_eq!(bench.get("/lessons/unknown").status, 404);
}

#[test]
fn a_false_alarm_is_no_lesson() {
    let bench = Bench::of(&Sample::new());
    for line in ["b = flaw", "d = flaw too"] {
        let fields = [
            ("version", "0"),
            ("state", "false-alarm"),
            ("reason", "a test"),
        ];
        assert_eq!(
            bench
                .post(&format!("/finding/{}", print_of("shop.py", line)), &fields)
                .status,
            303
        );
    }
    assert!(
        bench
            .get(LESSON)
            .body
            .contains("No finding of this rule counts")
    );
}

#[test]
fn an_answer_is_told_right_or_wrong_and_counts() {
    let bench = Bench::of(&Sample::new());
    let page = bench.get(LESSON).body;
    assert!(
        !page.contains("It runs there."),
        "the explanation comes after the answer"
    );
    let sent = solve(&bench, "line-1", "1");
    assert_eq!(sent.header("location"), Some("/lessons/some-flaw#e-line-1"));
    let page = bench.get(LESSON).body;
    assert!(
        page.contains("Not that one.") && page.contains("It runs there."),
        "{page}"
    );
    solve(&bench, "line-1", "2");
    solve(&bench, "repair-1", "1");
    let page = bench.get(LESSON).body;
    assert!(
        !page.contains("Not that one.") && page.contains("2 of 2"),
        "{page}"
    );
    let list = bench.get("/lessons").body;
    assert!(
        list.contains("2 of 3 right") && list.contains("1 of 3 answers wrong"),
        "{list}"
    );
}

#[test]
fn a_confirmed_flaw_of_ours_becomes_an_exercise() {
    let sample = Sample::new();
    let text = format!("a = 1\nb = flaw\nc = 2\nd = 3\nkey = '{SECRET}'  # flaw\n");
    sample.shop.write("shop.py", &text);
    let bench = Bench::of(&sample);
    let print = print_of("shop.py", "b = flaw");
    let exercise = format!("finding-{print}");
    // Whether it is a flaw at all, a person has to say first.
    assert!(!bench.get(LESSON).body.contains(&exercise));
    assert_eq!(solve(&bench, &exercise, "2").status, 404);
    let fields = [("version", "0"), ("state", "confirmed"), ("reason", "")];
    assert_eq!(
        bench.post(&format!("/finding/{print}"), &fields).status,
        303
    );
    let page = bench.get(LESSON).body;
    assert!(
        page.contains("Our own code: ") && page.contains(&format!("value=\"{exercise}\"")),
        "{page}"
    );
    assert!(
        !page.contains(SECRET),
        "an exercise shows no secret that stands beside a flaw"
    );
    // The lines around it are offered, and only its own is right.
    assert_eq!(solve(&bench, &exercise, "1").status, 303);
    let page = bench.get(LESSON).body.replace("&#x27;", "'");
    assert!(
        page.contains("Not that one.") && page.contains("a flaw in b = flaw. Take it out."),
        "{page}"
    );
    let answer = solve(&bench, &exercise, "2");
    assert_eq!(
        answer.header("location"),
        Some(format!("{LESSON}#e-{exercise}").as_str())
    );
    let page = bench.get(LESSON).body;
    assert!(
        page.contains("Right.") && page.contains("2 answers, the last on"),
        "{page}"
    );
    // What is no flaw any more asks nothing.
    let fields = [
        ("version", "1"),
        ("state", "false-alarm"),
        ("reason", "a test"),
    ];
    assert_eq!(
        bench.post(&format!("/finding/{print}"), &fields).status,
        303
    );
    assert_eq!(solve(&bench, &exercise, "2").status, 404);
}

#[test]
fn an_answer_to_nothing_is_refused() {
    let bench = Bench::of(&Sample::new());
    assert_eq!(solve(&bench, "unknown", "1").status, 404);
    assert_eq!(solve(&bench, "line-1", "").status, 400);
    assert_eq!(solve(&bench, "line-1", "-1").status, 400);
    assert_eq!(
        bench
            .post(
                "/lessons/unknown",
                &[("exercise", "line-1"), ("answer", "1")]
            )
            .status,
        404
    );
    assert!(
        !bench.get("/lessons").body.contains("answers wrong"),
        "nothing was counted"
    );
}

#[test]
fn the_plan_goes_by_what_is_confirmed() {
    let bench = Bench::of(&Sample::new());
    let page = bench.get("/lessons").body;
    assert!(
        page.contains("nothing is confirmed yet") && page.contains("2 found"),
        "{page}"
    );
    let fields = [("version", "0"), ("state", "confirmed"), ("reason", "")];
    bench.post(
        &format!("/finding/{}", print_of("shop.py", "b = flaw")),
        &fields,
    );
    let page = bench.get("/lessons").body;
    assert!(
        page.contains("1 confirmed") && page.contains("nobody has tried it"),
        "{page}"
    );
}
