//! Each rule that declares a repair repairs at least one of its own vulnerable examples, so that its rule is silent.

#![allow(
    clippy::expect_used,
    clippy::format_push_string,
    reason = "a test fails loudly, with all that it has to say"
)]

use std::collections::BTreeMap;

use assay_fix::offer;
use assay_models::Models;
use assay_scan::rule::marker::without;
use assay_scan::rule::{Rule, Section, Verdict};
use assay_scan::{Options, RuleSet, scan};
use assay_source::Project;

const PRELUDE: &str = include_str!("../../../rules/prelude.py");

#[test]
fn each_repair_silences_an_example_of_its_rule() {
    let rules = assay_rules::all()
        .choose(&["all".to_owned()], &[])
        .expect("all rules");
    let mut faults = String::new();
    let mut count = 0;
    for rule in rules.iter().filter(|rule| !rule.repairs.is_empty()) {
        count += 1;
        // Rules that are off unless asked for want habits, not repairs.
        let names = ["default".to_owned(), rule.facts.id.clone()];
        let chosen = rules.choose(&names, &[]).expect("known rules");
        let mut told = String::new();
        let repaired = rule
            .lesson
            .body
            .sections
            .iter()
            .filter(|section| is_repaired(&chosen, rule, section, &mut told))
            .count();
        if repaired == 0 {
            faults += &format!("{}: no example is repaired\n{told}", rule.facts.id);
        }
    }
    assert!(count >= 40, "only {count} rules have a repair");
    assert!(faults.is_empty(), "\n{faults}");
}

fn is_repaired(rules: &RuleSet, rule: &Rule, section: &Section, told: &mut String) -> bool {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for block in section.blocks_of(Verdict::Vulnerable) {
        let path = block
            .file
            .clone()
            .unwrap_or_else(|| format!("app{}.py", files.len()));
        let text = if block.language == "python" {
            format!("{PRELUDE}{}", block.code)
        } else {
            without(&block.code)
        };
        files.insert(path, text);
    }
    if files.is_empty() {
        return false;
    }
    let project = Project::from_texts(files);
    let look =
        |project: &Project| scan(project, rules, Models::embedded(), &Options::default(), &());
    let review = look(&project);
    let is_own = |finding: &assay_finding::Finding| finding.rule == rule.facts.id;
    let offer = offer(&project, rules, &review, &is_own, &look);
    for refused in &offer.refused {
        told.push_str(&format!(
            "  refused {}:{}: {}\n",
            refused.path, refused.line, refused.why
        ));
    }
    told.push_str(&offer.diff);
    let mut changed = project.clone();
    for (path, text) in &offer.texts {
        changed = changed.with_text(path, text.as_str());
    }
    let is_silent = !look(&changed)
        .findings
        .iter()
        .any(|finding| finding.rule == rule.facts.id);
    !offer.fixes.is_empty() && is_silent
}
