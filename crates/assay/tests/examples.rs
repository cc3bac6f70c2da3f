//! The sample application: every expected finding is reported, nothing else is, and its hardened twin is clean.
//!
//! `examples/vulnerable-shop/expected.toml` lists the findings.
//! Those of stage 1 are found today; those of stage 2 are not yet, and fail here once they are.
//! With `UPDATE=1` the line numbers in the list are written anew, from the code that each entry quotes.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test reads the checkout and fails by panicking"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Once;

/// File, line and rule.
type Key = (String, u64, String);

/// An entry of `expected.toml`.
struct Expected {
    key: Key,
    stage: i64,
    code: String,
}

#[test]
fn the_vulnerable_shop_is_reported_line_by_line() {
    let expected = expected();
    let (output, found) = scan("vulnerable-shop");
    assert_eq!(output.status.code(), Some(1), "findings give exit code 1");

    let mut faults = Vec::new();
    for entry in &expected {
        match (entry.stage, found.contains(&entry.key)) {
            (1, false) => faults.push(format!("missing     {}", show(&entry.key))),
            (1, true) | (_, false) => {}
            (_, true) => faults.push(format!("found now   {}: set `stage = 1`", show(&entry.key))),
        }
    }
    for key in &found {
        if !expected.iter().any(|entry| entry.key == *key) {
            faults.push(format!("not listed  {}", show(key)));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_hardened_shop_is_clean() {
    let (output, found) = scan("hardened-shop");
    let found: Vec<String> = found.iter().map(show).collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
    assert_eq!(
        output.status.code(),
        Some(0),
        "nothing found and nothing skipped gives exit code 0"
    );
}

#[test]
fn the_list_quotes_the_lines_that_it_means() {
    let mut faults = Vec::new();
    for entry in expected() {
        let (file, line, _) = &entry.key;
        let text = read(&shop("vulnerable-shop").join(file));
        let index = usize::try_from(*line).expect("a line number is small");
        let there = text
            .lines()
            .nth(index.saturating_sub(1))
            .unwrap_or_default();
        if !there.trim().starts_with(&entry.code) {
            faults.push(format!(
                "{file}:{line} is `{}`, not `{}`",
                there.trim(),
                entry.code
            ));
        }
    }
    assert!(
        faults.is_empty(),
        "\n{}\nrun with UPDATE=1 to write the lines anew\n",
        faults.join("\n")
    );
}

#[test]
fn two_scans_say_the_same() {
    let (first, _) = scan("vulnerable-shop");
    let (second, _) = scan("vulnerable-shop");
    assert_eq!(text(&first.stdout), text(&second.stdout));
}

/// Runs the program, with the one rule that is off by default and that the shop has a flaw for, over a shop and reads what it reports.
fn scan(name: &str) -> (Output, BTreeSet<Key>) {
    let output = Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(["scan", "--format", "json"])
        .args(["--select", "default,log-injection"])
        .arg(shop(name))
        .output()
        .expect("the program runs");
    let review: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!(
                "{error}\n{}\n{}",
                text(&output.stdout),
                text(&output.stderr)
            )
        });
    let findings = review["findings"]
        .as_array()
        .expect("a review lists findings");
    let keys = findings.iter().map(|finding| {
        let place = &finding["place"];
        let path = place["path"].as_str().expect("a place has a path");
        let line = place["start"]["line"].as_u64().expect("a place has a line");
        let rule = finding["rule"].as_str().expect("a finding has a rule");
        (path.to_owned(), line, rule.to_owned())
    });
    (output.clone(), keys.collect())
}

/// The list, with its lines written anew first where `UPDATE` asks for it.
fn expected() -> Vec<Expected> {
    static UPDATED: Once = Once::new();
    if std::env::var_os("UPDATE").is_some() {
        UPDATED.call_once(update_lines);
    }
    read_list()
}

fn read_list() -> Vec<Expected> {
    let list: toml::Table = read(&list()).parse().expect("the list is TOML");
    let entries = list["finding"].as_array().expect("the list has findings");
    let text = |entry: &toml::Value, name: &str| entry[name].as_str().expect("a text").to_owned();
    let entries = entries.iter().map(|entry| Expected {
        key: (
            text(entry, "file"),
            entry["line"]
                .as_integer()
                .and_then(|line| u64::try_from(line).ok())
                .expect("a line"),
            text(entry, "rule"),
        ),
        stage: entry["stage"].as_integer().expect("a stage"),
        code: text(entry, "code"),
    });
    entries.collect()
}

/// Writes the line numbers of the list anew: the nearest line that begins with the quoted code.
fn update_lines() {
    let mut entries = read_list().into_iter();
    let mut current = None;
    let mut written = String::new();
    for line in read(&list()).lines() {
        if line == "[[finding]]" {
            current = entries.next();
        }
        match &current {
            Some(entry) if line.starts_with("line ") => {
                let _ = writeln!(written, "line  = {}", line_of(entry));
            }
            _ => {
                written.push_str(line);
                written.push('\n');
            }
        }
    }
    if written != read(&list()) {
        fs::write(list(), written).expect("the list can be written");
    }
}

fn line_of(entry: &Expected) -> u64 {
    let (file, old, _) = &entry.key;
    let text = read(&shop("vulnerable-shop").join(file));
    let lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| line.trim().starts_with(&entry.code))
        .map(|(number, _)| number);
    lines
        .min_by_key(|number: &u64| number.abs_diff(*old))
        .unwrap_or(*old)
}

fn show((file, line, rule): &Key) -> String {
    format!("{file}:{line} {rule}")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn shop(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../examples")
        .join(name)
}

fn list() -> PathBuf {
    shop("vulnerable-shop").join("expected.toml")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
