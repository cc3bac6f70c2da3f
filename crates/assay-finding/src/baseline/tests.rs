//! Findings that are accepted, followed, dropped, and written so that people and git can deal with the file.

use assay_source::Range;

use super::*;
use crate::{Coverage, Effort, Level, Place, Rating, Risk, RuleFacts, fingerprint};

fn facts(id: &str) -> RuleFacts {
    RuleFacts {
        id: id.to_owned(),
        family: "injection".to_owned(),
        title: String::new(),
        since: String::new(),
        cwe: vec![89],
        owasp: Vec::new(),
        also: Vec::new(),
        impact: Level::High,
        likelihood: Level::High,
        confidence: Level::High,
        effort: Effort { minutes: 30 },
        message: String::new(),
        fix: String::new(),
        references: Vec::new(),
        summary: String::new(),
        danger: String::new(),
        example: None,
        proof: None,
        help: String::new(),
        default_on: true,
        known_misses: 0,
        known_noise: 0,
    }
}

fn finding(path: &str, function: &str, text: &str) -> Finding {
    let context = fingerprint::Context {
        rule: "sql-injection",
        path,
        function,
        sink: text,
        source: "",
    };
    let length = u32::try_from(text.len()).unwrap();
    Finding {
        rule: "sql-injection".to_owned(),
        message: "m".to_owned(),
        risk: Risk::High,
        rating: Rating::given(Risk::High, "as the rule says"),
        confidence: Level::High,
        reason: String::new(),
        cwe: vec![89],
        fingerprint: context.fingerprint(),
        place: Place::in_text(path, text, Range::new(0, length)),
        function: function.to_owned(),
        request: None,
        trace: Vec::new(),
        imported: false,
        origins: Vec::new(),
    }
}

fn review(findings: &[(&str, &str, &str)]) -> Review {
    let findings = findings
        .iter()
        .map(|(path, function, text)| finding(path, function, text));
    Review::new(
        findings.collect(),
        vec![facts("sql-injection")],
        Coverage::default(),
    )
}

fn accepted(until: Option<&str>) -> Acceptance {
    Acceptance {
        reason: "known".to_owned(),
        who: "Ann".to_owned(),
        until: until.map(|day| day.parse().unwrap()),
        renew: false,
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it is what a baseline is told: the day, if it is known"
)]
fn today() -> Option<Date> {
    Some("2026-11-23".parse().unwrap())
}

fn record(base: &Baseline, review: &Review, until: Option<&str>) -> Update {
    base.update(review, today(), &accepted(until), |_| true, |_| true)
}

const ONE: &str = "db.execute(f\"SELECT * FROM user WHERE name = '{name}'\")";
const TWO: &str = "db.execute(f\"DELETE FROM user WHERE name = '{name}'\")";

#[test]
fn what_is_written_is_read_again() {
    let text = "db.execute(\"\\x1b\u{202e} '\\\\' \")";
    let first = review(&[("a.py", "f", ONE), ("b \"q\".py", "", text)]);
    let update = record(&Baseline::default(), &first, Some("2027-01-31"));
    let written = update.baseline.text();
    let mut read = Baseline::parse(&written).unwrap();
    for entry in &mut read.entries {
        assert!(entry.line > 5);
        entry.line = 0;
    }
    assert_eq!(read, update.baseline);
    assert_eq!(read.text(), written);
    assert!(!written.contains('\u{202e}') && written.lines().all(|line| !line.contains('\u{1b}')));
    let other = Baseline::parse(&format!("\u{feff}{}", written.replace('\n', "\r\n"))).unwrap();
    assert_eq!(other.text(), written);
}

#[test]
fn what_people_wrote_stays() {
    let first = review(&[("a.py", "f", ONE)]);
    let text = record(&Baseline::default(), &first, None).baseline.text();
    let edited = text.replace("\"known\"", "\"agreed with Bob\"");
    let (head, entry) = edited.split_once("[accepted]\n").unwrap();
    let edited = format!("{head}[accepted]\n# see ticket 7\n{entry}");
    let base = Baseline::parse(&edited).unwrap();
    let moved = record(
        &base,
        &review(&[("c.py", "f", ONE), ("d.py", "g", TWO)]),
        None,
    );
    assert_eq!(
        (moved.added.len(), moved.moved.len(), moved.gone.len()),
        (1, 1, 0)
    );
    let text = moved.baseline.text();
    assert!(
        text.contains("# see ticket 7\n") && text.contains("agreed with Bob"),
        "{text}"
    );
    assert!(
        text.contains("path = \"c.py\"") && !text.contains("path = \"a.py\""),
        "{text}"
    );
}

#[test]
fn accepted_findings_do_not_count_and_copies_do() {
    let base = record(&Baseline::default(), &review(&[("a.py", "f", ONE)]), None).baseline;
    let mut later = review(&[("a.py", "f", ONE), ("a.py", "f", ONE), ("b.py", "f", ONE)]);
    base.apply(&mut later, "b.toml", today());
    assert_eq!(
        (
            later.findings.len(),
            later.suppressed.len(),
            later.counts.total
        ),
        (2, 1, 2)
    );
    let told = later.suppressed.first().unwrap().told();
    assert_eq!(told, "baseline (b.toml), by Ann");
}

#[test]
fn what_is_over_counts_again_and_what_is_gone_is_told() {
    let first = review(&[("a.py", "f", ONE), ("a.py", "g", TWO)]);
    let base = record(&Baseline::default(), &first, Some("2026-11-22")).baseline;
    let mut later = review(&[("a.py", "f", ONE)]);
    base.apply(&mut later, "b.toml", today());
    assert_eq!(
        (later.findings.len(), later.suppressions.expired().count()),
        (1, 1)
    );
    assert_eq!(later.suppressions.unused.len(), 1);
    assert_eq!(later.verdict(), crate::Verdict::Findings);
    let update = record(&base, &later, None);
    assert_eq!(
        (update.gone.len(), update.expired.len(), update.added.len()),
        (1, 1, 0)
    );
    let renewed = Acceptance {
        renew: true,
        ..accepted(Some("2027-01-01"))
    };
    let update = base.update(&later, today(), &renewed, |_| true, |_| true);
    assert_eq!(update.expired.len(), 0);
}

#[test]
fn nobody_drops_what_nobody_looked_for() {
    let base = record(&Baseline::default(), &review(&[("a.py", "f", ONE)]), None).baseline;
    let empty = Review::new(Vec::new(), Vec::new(), Coverage::default());
    assert_eq!(record(&base, &empty, None).baseline, base);
    let left = base.update(&review(&[]), today(), &accepted(None), |_| false, |_| true);
    assert_eq!((left.baseline, left.gone.len()), (base, 0));
}

#[test]
fn a_broken_file_says_where_and_what_to_do() {
    let check = |text: &str, expected: &str| {
        let error = Baseline::parse(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    let head = "format = \"assay-baseline\"\nversion = 1\n\n[accepted]\n";
    check("", "no baseline");
    check("{}", "line 1");
    check(
        "format = \"assay-baseline\"\nversion = 2\nnew = 1\n",
        "version 2",
    );
    check(&format!("{head}<<<<<<< ours\n"), "line 5: a merge");
    check(
        &format!("{head}aa = {{ rule = \"x\", path = \"y\", reson = \"z\" }}\n"),
        "line 5",
    );
    check(
        &format!("{head}aa = {{ rule = \"x\", path = \"y\", until = \"soon\" }}\n"),
        "line 5",
    );
    check(
        &format!(
            "{head}aa = {{ rule = \"x\", path = \"y\" }}\naa = {{ rule = \"x\", path = \"y\" }}\n"
        ),
        "line 6",
    );
}
