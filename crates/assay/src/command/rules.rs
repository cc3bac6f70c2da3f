//! `assay rules`: lists the rules.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Result;
use assay_finding::RuleFacts;
use assay_scan::RuleSet;
use serde::Serialize;

use super::page::{Page, Painter};
use crate::arguments::Rules;
use crate::exit::Exit;
use crate::output;

/// What `--format json` writes.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    rules: Vec<&'a RuleFacts>,
}

pub(super) fn run(arguments: &Rules) -> Result<Exit> {
    let rules = super::knowledge(&arguments.list)?.rules;
    let all = ["all".to_owned()];
    let names = if arguments.names.is_empty() {
        &all[..]
    } else {
        &arguments.names
    };
    let rules = rules.choose(names, &[])?;
    write(&rules, arguments.list.is_json())?;
    Ok(Exit::Clean)
}

/// Writes a list of rules.
pub(super) fn write(rules: &RuleSet, is_json: bool) -> Result<()> {
    let facts: Vec<&RuleFacts> = rules.iter().map(|rule| &rule.facts).collect();
    output::write(Path::new("-"), |out| {
        if is_json {
            let document = Document {
                format: "assay-rules",
                version: 1,
                rules: facts,
            };
            return assay_report::write_json(&document, out);
        }
        table(facts, out)
    })
}

fn table(mut facts: Vec<&RuleFacts>, out: &mut dyn Write) -> io::Result<()> {
    let painter = Painter::for_standard_output();
    let mut page = Page::new(painter, out);
    let width = facts
        .iter()
        .map(|facts| facts.id.len())
        .max()
        .unwrap_or_default();
    facts.sort_by(|one, other| (&one.family, &one.id).cmp(&(&other.family, &other.id)));
    for family in facts.chunk_by(|one, other| one.family == other.family) {
        page.heading(family.first().map_or("", |facts| &facts.family))?;
        for facts in family {
            let off = if facts.default_on {
                ""
            } else {
                " (only if selected)"
            };
            page.line(&format!(
                "  {:width$}  {:8}  {}{off}",
                facts.id,
                facts.risk(),
                facts.title
            ))?;
        }
        page.line("")?;
    }
    let count = if facts.len() == 1 {
        "1 rule".to_owned()
    } else {
        format!("{} rules", facts.len())
    };
    page.line(&format!(
        "{count}; `assay explain RULE` tells more about one."
    ))
}
