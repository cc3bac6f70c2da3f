//! `assay import`, `report --import` and `plan --import`: other tools in one review, in every format, and hostile files.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::{FLAWED, err, out, project, run};

/// Bandit's report of the line with the flaw, and of one that only it minds.
fn bandit() -> String {
    let flaw = FLAWED
        .lines()
        .position(|line| line.contains("eval("))
        .unwrap()
        + 1;
    let result = |test: &str, line: usize, cwe: u32, text: &str| {
        json!({
            "test_id": test, "test_name": "blacklist", "filename": "./app.py", "line_number": line,
            "issue_text": text, "issue_severity": "MEDIUM", "issue_confidence": "HIGH", "issue_cwe": {"id": cwe},
        })
    };
    json!({"metrics": {}, "results": [
        result("B307", flaw, 78, "Use of possibly insecure function."),
        result("B999", 1, 1000, "=1+1 <script>alert(1)</script> \u{1b}[2J\u{202e}\n::error::x"),
        result("B101", 7, 703, "In a file that is gone.").as_object().map(|result| {
            let mut result = result.clone();
            result.insert("filename".to_owned(), json!("gone.py"));
            result
        }),
    ]})
    .to_string()
}

fn review(folder: &Path, command: &str) -> Value {
    let text = out(&run(folder, command));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn what_others_report_is_merged_and_told() {
    let folder = project([("app.py", FLAWED), ("bandit.json", &bandit())]);
    let review = review(folder.path(), "import bandit.json --format json");
    let findings = review["findings"].as_array().unwrap();
    let own = findings
        .iter()
        .find(|finding| finding["rule"] == "code-injection")
        .unwrap();
    assert_eq!(own["origins"][0]["rule"], "B307");
    let other = findings
        .iter()
        .find(|finding| finding["rule"] == "bandit:B999")
        .unwrap();
    assert_eq!(other["imported"], true);
    assert_eq!(other["risk"], "medium");
    let imported = &review["coverage"]["imported"][0];
    assert_eq!(
        (imported["same"].as_u64(), imported["added"].as_u64()),
        (Some(1), Some(1))
    );
    let problems = review["coverage"]["problems"].to_string();
    assert!(problems.contains("gone.py"), "{problems}");
    // The report is no part of the project, and the project is no other for it.
    let text = review["coverage"].to_string();
    assert!(!text.contains("\"path\":\"bandit.json\""), "{text}");
}

#[test]
fn a_report_and_a_plan_know_it_too() {
    let folder = project([("app.py", FLAWED), ("bandit.json", &bandit())]);
    let page = run(
        folder.path(),
        "report --import bandit.json --format html --output -",
    );
    let page = out(&page);
    assert!(
        page.contains("Also reported by Bandit (B307, severity medium)"),
        "{page}"
    );
    assert!(page.contains("and not by Assay"));
    assert!(!page.contains("<script>alert"));
    let plan = review(
        folder.path(),
        "plan --import bandit.json --format json --today 2026-11-20",
    );
    let tasks = plan["tasks"].as_array().unwrap();
    let task = tasks
        .iter()
        .find(|task| task["rule"] == "bandit:B999")
        .unwrap();
    assert_eq!(task["check"], "Bandit no longer reports this place");
}

#[test]
fn every_format_tells_who_reports_and_is_inert() {
    let folder = project([("app.py", FLAWED), ("bandit.json", &bandit())]);
    for format in [
        "terminal", "json", "sarif", "html", "markdown", "csv", "sonar", "gitlab", "junit",
        "github",
    ] {
        let result = run(
            folder.path(),
            &format!("import bandit.json --format {format}"),
        );
        assert_eq!(result.status.code(), Some(1), "{}", err(&result));
        let text = out(&result);
        assert!(
            text.contains("B307") && text.contains("B999"),
            "{format}: {text}"
        );
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{format}: {text}");
        assert!(!text.contains("\n::error::x"), "{format}: {text}");
        let is_markup = matches!(format, "html" | "markdown" | "junit");
        assert!(
            !is_markup || !text.contains("<script>alert"),
            "{format}: {text}"
        );
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_what_to_do() {
    let folder = project([
        ("app.py", FLAWED),
        ("empty.json", ""),
        ("other.json", "{\"a\": 1}"),
        ("broken.json", "{\"runs\": ["),
        ("deep.json", &"[".repeat(200_000)),
    ]);
    for (file, told) in [
        ("missing.json", "could not read missing.json"),
        (".", "is a folder"),
        ("empty.json", "is empty"),
        ("other.json", "no report we know"),
        ("broken.json", "is no JSON"),
        ("deep.json", "is no JSON"),
    ] {
        let result = run(folder.path(), &format!("import {file}"));
        assert_eq!(result.status.code(), Some(2), "{file}");
        assert!(err(&result).contains(told), "{file}: {}", err(&result));
    }
}
