//! Versions and ranges are judged as Python's `packaging` judges them, over every advisory at its bounds.
//!
//! `packaging` comes with every pip, so nothing is installed. Without a Python the comparison is left out, and says so.

#![expect(
    clippy::disallowed_methods,
    reason = "a test runs the oracle and fails by panicking"
)]

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};
use std::str::FromStr;

use assay_deps::{Advisory, Database, Version};

/// What is put behind a bound, to get versions just below and above it.
const BESIDE: [&str; 7] = ["", ".dev0", "a1", "rc1", ".post1", "+local.1", ".0"];

#[test]
fn no_version_is_judged_otherwise_than_by_packaging() {
    let python = ["python3", "python"].into_iter().find(|python| {
        let check = "import pip._vendor.packaging.version";
        Command::new(python)
            .args(["-c", check])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    });
    let Some(python) = python else {
        println!("there is no Python with pip here, so nothing was compared");
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut stdin = child.stdin.take().expect("it listens");
    let writer = std::thread::spawn(move || {
        for advisory in Database::embedded().all() {
            let judged: Vec<(String, Option<bool>)> = candidates(&advisory)
                .into_iter()
                .map(|text| {
                    let judged = Version::from_str(&text)
                        .ok()
                        .map(|version| advisory.affects(&version));
                    (text, judged)
                })
                .collect();
            let line = serde_json::json!({"record": advisory, "judged": judged});
            writeln!(stdin, "{line}").expect("Python listens");
        }
    });
    let output = child.wait_with_output().expect("Python ends");
    writer.join().expect("all is written");
    let said = String::from_utf8_lossy(&output.stdout);
    let differences: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("difference"))
        .take(20)
        .collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    let compared = said
        .lines()
        .last()
        .and_then(|line| line.strip_prefix("compared "));
    let compared: usize = compared
        .and_then(|count| count.parse().ok())
        .expect("Python counts");
    assert!(compared > 100_000, "only {compared} versions were compared");
    println!("{compared} versions compared");
}

/// The bounds of an advisory, and versions around them.
fn candidates(advisory: &Advisory) -> BTreeSet<String> {
    let bounds = advisory.ranges.iter().flat_map(|range| {
        range
            .iter()
            .filter(|part| !matches!(part.as_str(), "<" | "<="))
    });
    let mut found: BTreeSet<String> = bounds
        .flat_map(|bound| BESIDE.map(|beside| format!("{bound}{beside}")))
        .collect();
    found.extend(advisory.versions.iter().cloned());
    found.insert("1!0.1".to_owned());
    found
}
