//! The numbers under which flake8 and pylint tell rules: every rule has one, and keeps it.
//!
//! `UPDATE=1` gives new rules the next numbers. The list is never sorted anew: people write the numbers into their settings.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of generated files reads and writes them"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use assay_scan::rule::RuleSet;

use super::docs::is_update;

/// The largest number; those above have another meaning.
const LAST: u32 = 899;

/// The number of each rule. Adds a fault for a rule without one, and for a number or rule that stands twice.
pub(crate) fn check(rules: &RuleSet, faults: &mut Vec<String>) -> BTreeMap<String, u32> {
    let mut text = fs::read_to_string(file()).unwrap_or_default();
    let mut numbers = BTreeMap::new();
    let mut next = 1;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((number, rule)) = line.split_once(' ') else {
            faults.push(format!(
                "python/assay/codes.txt: `{line}` is no number and rule"
            ));
            continue;
        };
        let number: u32 = number.parse().unwrap_or_default();
        // Numbers are given in order, so a line that was moved or taken out shows.
        if number != next {
            faults.push(format!(
                "python/assay/codes.txt: `{line}` has to have {next:03}"
            ));
        }
        next = number + 1;
        if numbers.insert(rule.to_owned(), number).is_some() {
            faults.push(format!("python/assay/codes.txt: `{rule}` stands twice"));
        }
    }
    for id in rules.iter().map(|rule| rule.facts.id.as_str()) {
        if numbers.contains_key(id) {
            continue;
        }
        if is_update() && next <= LAST {
            let _ = writeln!(text, "{next:03} {id}");
            numbers.insert(id.to_owned(), next);
            next += 1;
        } else {
            faults.push(format!(
                "python/assay/codes.txt lacks `{id}`; run `UPDATE=1 cargo test -p assay-rules`"
            ));
        }
    }
    if is_update() {
        fs::write(file(), text).expect("the numbers can be written");
    }
    numbers
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../python/assay/codes.txt")
}
