//! `assay report` and `assay plan`: several formats at once, days that stay, owners, and a configuration of one's own.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{FLAWED, SOUND, err, out, project, run, write};

fn plan(folder: &Path, more: &str) -> Value {
    let arguments = format!("plan --format json --today 2026-11-20 {more}");
    serde_json::from_str(&out(&run(folder, &arguments))).unwrap()
}

#[test]
fn several_formats_are_written_at_once_and_are_no_part_of_the_next_review() {
    let folder = project([("app.py", FLAWED)]);
    let formats = "html,markdown,csv,json,sarif,sonar,gitlab,junit,github,terminal";
    let first = run(folder.path(), &format!("report --format {formats}"));
    assert_eq!(first.status.code(), Some(1), "{}", err(&first));
    let reports = folder.path().join("assay-report");
    let names: Vec<_> = fs::read_dir(&reports).unwrap().collect();
    assert_eq!(names.len(), 10);
    let page = fs::read_to_string(reports.join("review.html")).unwrap();
    assert!(
        page.contains("eval(wanted)") || page.contains("wanted"),
        "the flaw is not shown"
    );
    assert!(page.contains("id=\"plan\"") && page.contains("id=\"routes\""));
    let json = fs::read_to_string(reports.join("review.json")).unwrap();
    run(folder.path(), "report --format json");
    assert_eq!(
        fs::read_to_string(reports.join("review.json")).unwrap(),
        json
    );
}

#[test]
fn a_plan_tells_owner_day_and_check() {
    let folder = project([("app.py", FLAWED), (".github/CODEOWNERS", "* @wren\n")]);
    let plan = plan(folder.path(), "");
    let tasks = plan["tasks"].as_array().unwrap();
    let task = tasks
        .iter()
        .find(|task| task["rule"] == "code-injection")
        .unwrap();
    assert_eq!(task["owner"]["name"], "@wren");
    assert_eq!(task["owner"]["by"], ".github/CODEOWNERS:1");
    assert_eq!(task["risk"], "critical");
    assert_eq!(task["due"], "2026-11-27");
    assert!(task["example"]["before"].is_string());
}

#[test]
fn a_day_stays_and_fails_the_build_when_it_is_over() {
    let folder = project([("app.py", FLAWED)]);
    run(
        folder.path(),
        "plan --format json --output plan.json --today 2026-11-20",
    );
    let later = "plan --since plan.json --today 2027-03-01";
    let told = run(folder.path(), later);
    assert_eq!(told.status.code(), Some(0));
    assert!(out(&told).contains("overdue"));
    let failed = run(folder.path(), &format!("{later} --fail-overdue"));
    assert_eq!(failed.status.code(), Some(1));
    let fresh = run(folder.path(), "plan --today 2027-03-01 --fail-overdue");
    assert_eq!(
        fresh.status.code(),
        Some(0),
        "what is new today is not overdue"
    );
}

#[test]
fn an_organisation_brings_its_own_days_and_matrix_and_is_named() {
    let config = "[plan]\ndays = { critical = 1 }\n[rating.matrix]\nhigh.high = \"high\"\n[owners]\n\"*.py\" = \"team\"\n";
    let folder = project([("app.py", FLAWED), ("assay.toml", config)]);
    let own = plan(folder.path(), "");
    let find = |plan: &Value| {
        let tasks = plan["tasks"].as_array().unwrap();
        tasks
            .iter()
            .find(|task| task["rule"] == "code-injection")
            .unwrap()
            .clone()
    };
    assert_eq!(find(&own)["risk"], "high");
    assert_eq!(find(&own)["owner"]["name"], "team");
    assert_eq!(find(&plan(folder.path(), "--isolated"))["risk"], "critical");
    let scan = out(&run(folder.path(), "scan --format json"));
    let review: Value = serde_json::from_str(&scan).unwrap();
    assert_eq!(
        review["coverage"]["from_project"][0],
        "assay.toml (rates by its own matrix)"
    );
}

#[test]
fn a_mistake_in_the_configuration_is_told_with_its_line() {
    let folder = project([("app.py", SOUND), ("assay.toml", "[plan]\nholliday = []\n")]);
    let told = run(folder.path(), "plan");
    assert_eq!(told.status.code(), Some(2));
    let message = err(&told);
    assert!(
        message.contains("assay.toml:2:") && message.contains("did you mean `holidays`"),
        "{message}"
    );
}

#[test]
fn what_is_no_plan_is_refused() {
    let folder = project([("app.py", SOUND)]);
    write(folder.path(), "other.json", b"{}");
    for file in ["other.json", "missing.json"] {
        let told = run(folder.path(), &format!("plan --since {file}"));
        assert_eq!(told.status.code(), Some(2), "{file}");
        assert!(err(&told).contains("assay plan --format json"));
    }
}

#[test]
fn a_single_report_goes_to_a_file_that_ends_like_it_or_to_standard_output() {
    let folder = project([("app.py", FLAWED)]);
    let told = run(folder.path(), "report --format json --output review.json");
    assert_eq!(told.status.code(), Some(1), "{}", err(&told));
    let written = fs::read_to_string(folder.path().join("review.json")).unwrap();
    assert!(written.starts_with('{'));
    let again = run(folder.path(), "report --format json --output review.json");
    assert_eq!(again.status.code(), Some(1));
    let printed = run(folder.path(), "report --format json --output -");
    assert!(out(&printed).starts_with('{'));
    let two = run(folder.path(), "report --format json,html --output -");
    assert_eq!(two.status.code(), Some(2));
    assert!(err(&two).contains("folder"), "{}", err(&two));
}

#[cfg(feature = "pdf")]
#[test]
fn a_pdf_is_written_beside_the_others_in_one_piece() {
    let folder = project([("app.py", FLAWED)]);
    let told = run(folder.path(), "report --format pdf,json --output reports");
    assert_eq!(told.status.code(), Some(1), "{}", err(&told));
    let document = fs::read(folder.path().join("reports/review.pdf")).unwrap();
    assert!(document.starts_with(b"%PDF-1.7"));
    let name = folder.path().file_name().unwrap().to_string_lossy();
    let title = format!("Security review of {name}");
    assert!(
        document
            .windows(title.len())
            .any(|window| window == title.as_bytes()),
        "the title does not name the project"
    );
    let single = run(folder.path(), "report --format pdf --output other.pdf");
    assert_eq!(single.status.code(), Some(1), "{}", err(&single));
    assert!(folder.path().join("other.pdf").is_file());
    let piped = run(folder.path(), "scan --format pdf --exclude reports");
    assert!(piped.stdout.starts_with(b"%PDF-1.7"));
}

#[cfg(not(feature = "pdf"))]
#[test]
fn without_pdf_the_program_says_how_to_get_it() {
    let folder = project([("app.py", FLAWED)]);
    let told = run(folder.path(), "report --format pdf");
    assert_eq!(told.status.code(), Some(2));
    assert!(err(&told).contains("--features pdf"), "{}", err(&told));
    assert!(!folder.path().join("assay-report").exists());
}
