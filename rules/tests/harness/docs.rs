//! The public pages of the rules, made from the rules: `UPDATE=1` writes them, otherwise a stale one is a fault.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of generated files reads and writes them"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use assay_finding::RuleFacts;
use assay_scan::rule::{Rule, RuleSet};

use super::codes;

/// Adds a fault if the rule's public page is stale. `message` is what its first example is told.
pub(crate) fn check(rule: &Rule, message: Option<&str>, faults: &mut Vec<String>) {
    check_file(
        &format!("{}.md", rule.facts.id),
        &page(&rule.facts, message),
        faults,
    );
}

/// Adds a fault if the list of rules is stale, or a page belongs to no rule.
pub(crate) fn check_index(rules: &RuleSet, faults: &mut Vec<String>) {
    let numbers = codes::check(rules, faults);
    check_file("README.md", &index(rules, &numbers), faults);
    let Ok(entries) = fs::read_dir(folder()) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(id) = name.strip_suffix(".md").filter(|id| *id != "README") else {
            continue;
        };
        if rules.get(id).is_err() {
            if is_update() {
                fs::remove_file(entry.path()).expect("a page can be removed");
            } else {
                faults.push(format!(
                    "docs/rules/{name} belongs to no rule; run `UPDATE=1 cargo test -p assay-rules`"
                ));
            }
        }
    }
}

fn check_file(name: &str, text: &str, faults: &mut Vec<String>) {
    let path = folder().join(name);
    let old = fs::read_to_string(&path).unwrap_or_default();
    if old == text {
        return;
    }
    if is_update() {
        fs::create_dir_all(folder()).expect("the folder can be made");
        fs::write(&path, text).expect("the page can be written");
    } else {
        faults.push(format!(
            "docs/rules/{name} is stale; run `UPDATE=1 cargo test -p assay-rules`"
        ));
    }
}

pub(super) fn is_update() -> bool {
    env::var_os("UPDATE").is_some_and(|value| !value.is_empty() && value != "0")
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/rules")
}

fn page(facts: &RuleFacts, message: Option<&str>) -> String {
    let mut text = format!("# {}\n\n", facts.title);
    text.push_str(
        "<!-- Made from the rule's page by `UPDATE=1 cargo test -p assay-rules`. -->\n\n",
    );
    let _ = writeln!(
        text,
        "`{}` in `{}`, since {}",
        facts.id, facts.family, facts.since
    );
    text.push_str("\n| | |\n|---|---|\n");
    if let Some(message) = message {
        let _ = writeln!(text, "| Says | {message} |");
    }
    let risk = facts.risk();
    let _ = writeln!(
        text,
        "| Risk | {risk} (impact {}, likelihood {}) |",
        facts.impact, facts.likelihood
    );
    let _ = writeln!(text, "| Confidence | {} |", facts.confidence);
    let _ = writeln!(text, "| Weakness | {} |", weaknesses(facts));
    if !facts.also.is_empty() {
        let _ = writeln!(text, "| Elsewhere | {} |", facts.also.join(", "));
    }
    if !facts.owasp.is_empty() {
        let _ = writeln!(text, "| OWASP | {} |", facts.owasp.join(", "));
    }
    let _ = writeln!(
        text,
        "| Repair | {}, about {} for one place |",
        facts.fix, facts.effort
    );
    if !facts.default_on {
        text.push_str("| Runs | only when selected |\n");
    }
    let _ = write!(text, "\n{}", facts.help);
    text.push_str("\n## What this rule does not get right yet\n\n");
    match (facts.known_misses, facts.known_noise) {
        (0, 0) => text.push_str("No wrong verdict is known.\n"),
        (misses, noise) => {
            let _ = writeln!(
                text,
                "Known cases that it misses: {misses}.\nKnown cases that it reports and ought not to: {noise}."
            );
        }
    }
    if !facts.references.is_empty() {
        text.push_str("\n## Read more\n\n");
        for link in &facts.references {
            let _ = writeln!(text, "- <{link}>");
        }
    }
    text
}

fn weaknesses(facts: &RuleFacts) -> String {
    let link = |number: &u32| {
        format!("[CWE-{number}](https://cwe.mitre.org/data/definitions/{number}.html)")
    };
    facts.cwe.iter().map(link).collect::<Vec<_>>().join(", ")
}

fn index(rules: &RuleSet, numbers: &BTreeMap<String, u32>) -> String {
    let mut text = "# Rules\n\n".to_owned();
    text.push_str("<!-- Made from the rules by `UPDATE=1 cargo test -p assay-rules`. -->\n\n");
    let _ = writeln!(text, "Assay has {} rules.", rules.len());
    text.push_str("Each has a page with the danger, vulnerable code and its repair.\n");
    text.push_str("The code is the one of flake8; [pylint](../python.md) has names.\n");
    let mut families: Vec<&str> = rules
        .iter()
        .map(|rule| rule.facts.family.as_str())
        .collect();
    families.sort_unstable();
    families.dedup();
    for family in families {
        let _ = writeln!(
            text,
            "\n## {family}\n\n| Rule | What is wrong | Risk | Weakness | Code |\n|---|---|---|---|---|"
        );
        for facts in rules
            .iter()
            .map(|rule| &rule.facts)
            .filter(|facts| facts.family == family)
        {
            let (id, title, risk) = (&facts.id, &facts.title, facts.risk());
            let _ = writeln!(
                text,
                "| [{id}]({id}.md) | {title} | {risk} | {} | {} |",
                weaknesses(facts),
                numbers
                    .get(id)
                    .map(|number| format!("ASA{number:03}"))
                    .unwrap_or_default()
            );
        }
    }
    text
}
