//! What every rule must keep: its examples mean what they claim, under every rule; its page is complete and its
//! public page fresh.

mod codes;
mod docs;
mod example;
mod verdicts;

use std::fmt::Write as _;
use std::sync::LazyLock;

use assay_models::Models;
use assay_rules::{CHECKS, PAGES};
use assay_scan::rule::{Body, DANGER, Part, Rule, RuleSet, Verdict};

use example::{Example, examples};

/// Fails unless the rule in `rules/<folder>` keeps its word.
pub(crate) fn check(folder: &str) {
    let mut faults = Vec::new();
    let path = format!("rules/{folder}/rule.md");
    let text = page(&path).expect("build.rs names only folders with a rule.md");
    let cases_path = format!("rules/{folder}/cases.md");
    let cases = page(&cases_path).unwrap_or_default();
    let rule = match read(&path, text) {
        Ok(rule) => rule,
        Err(error) => panic!("\n{error}\n"),
    };
    check_page(&rule, &mut faults);
    let own = RuleSet::new(vec![rule.clone()]).expect("one rule");
    faults.extend(
        own.unknown_kinds(Models::embedded().kinds())
            .iter()
            .map(ToString::to_string),
    );
    let lesson = examples(&rule.facts.id, "rule.md", &rule.lesson.body, &mut faults);
    let cases = match Body::parse(&cases_path, cases) {
        Ok(body) => examples(&rule.facts.id, "cases.md", &body, &mut faults),
        Err(error) => panic!("\n{error}\n"),
    };
    let examples = lesson.iter().chain(&cases);
    let messages: Vec<_> = examples
        .map(|example| verdicts::check(&rule.facts.id, example, &mut faults))
        .collect();
    let message = messages.into_iter().flatten().next();
    docs::check(&rule, message.as_deref(), &mut faults);
    finish(&faults);
}

/// Fails if a rule reports the prelude alone.
pub(crate) fn check_prelude() {
    let mut faults = Vec::new();
    verdicts::check("prelude", &Example::of_prelude(), &mut faults);
    finish(&faults);
}

/// Fails if the list of rules in the documentation is stale.
pub(crate) fn check_index() {
    let mut faults = Vec::new();
    docs::check_index(&RULES, &mut faults);
    finish(&faults);
}

/// Every rule that can be read. A page that cannot fails its own test, and no other.
static RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    let pages = PAGES.iter().filter(|(path, _)| path.ends_with("/rule.md"));
    let rules = pages
        .filter_map(|(path, text)| read(path, text).ok())
        .collect();
    RuleSet::new(rules).expect("ids are folder names, and each is there once")
});

fn read(path: &str, text: &str) -> Result<Rule, assay_scan::rule::RuleError> {
    let id = path.rsplit('/').nth(1).unwrap_or_default();
    let check = CHECKS
        .iter()
        .find(|(name, _)| *name == id)
        .map(|(_, check)| *check);
    let cases = path.replace("rule.md", "cases.md");
    Rule::parse(path, text, check)?.with_cases(&cases, page(&cases).unwrap_or_default())
}

fn page(path: &str) -> Option<&'static str> {
    PAGES
        .iter()
        .find(|(name, _)| *name == path)
        .map(|(_, text)| *text)
}

/// The lesson is complete: a danger, then pairs, and prose that stands in lines of one sentence.
fn check_page(rule: &Rule, faults: &mut Vec<String>) {
    let id = &rule.facts.id;
    let body = &rule.lesson.body;
    if rule.lesson.danger().is_none() {
        faults.push(format!(
            "{id}/rule.md: the section `## {DANGER}` is missing or has no prose"
        ));
    } else if body
        .sections
        .first()
        .is_none_or(|section| section.heading != DANGER)
    {
        faults.push(format!(
            "{id}/rule.md: `## {DANGER}` must be the first section"
        ));
    }
    if rule.lesson.pairs().next().is_none() {
        faults.push(format!(
            "{id}/rule.md: there is no pair of a vulnerable and a safe block"
        ));
    }
    for section in &body.sections {
        for (one, other) in [
            (Verdict::Vulnerable, Verdict::Safe),
            (Verdict::Safe, Verdict::Vulnerable),
        ] {
            if section.blocks_of(one).next().is_some() && section.blocks_of(other).next().is_none()
            {
                let (line, heading) = (section.line, &section.heading);
                let (one, other) = (one.word(), other.word());
                faults.push(format!(
                    "{id}/rule.md:{line}: `{heading}` has a {one} block and no {other} twin"
                ));
            }
        }
        if section.parts.is_empty() {
            faults.push(format!(
                "{id}/rule.md:{}: `{}` is empty",
                section.line, section.heading
            ));
        }
        for part in &section.parts {
            if let Part::Prose(text) = part
                && text.contains("TODO")
            {
                faults.push(format!(
                    "{id}/rule.md:{}: `{}` has a TODO",
                    section.line, section.heading
                ));
            }
        }
    }
}

fn finish(faults: &[String]) {
    let mut text = String::new();
    for fault in faults {
        let _ = writeln!(text, "{fault}");
    }
    assert!(faults.is_empty(), "\n{text}");
}
