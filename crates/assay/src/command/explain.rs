//! `assay explain`: tells what a rule means, and how to repair what it finds.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Result;
use assay_finding::RuleFacts;

use super::page::{Page, Painter};
use super::rules;
use crate::arguments::Explain;
use crate::exit::Exit;
use crate::output;

pub(super) fn run(arguments: &Explain) -> Result<Exit> {
    let all = super::knowledge(&arguments.list)?.rules;
    let is_json = arguments.list.is_json();
    match all.get(&arguments.rule) {
        Ok(rule) if !is_json => {
            output::write(Path::new("-"), |out| explain(&rule.facts, out))?;
        }
        Ok(rule) => {
            let names = [rule.facts.id.clone()];
            rules::write(&all.choose(&names, &[])?, is_json)?;
        }
        // A family or a weakness means several rules; those are listed.
        Err(unknown) => match all.choose(std::slice::from_ref(&arguments.rule), &[]) {
            Ok(several) => rules::write(&several, is_json)?,
            Err(_) => return Err(unknown.into()),
        },
    }
    Ok(Exit::Clean)
}

fn explain(facts: &RuleFacts, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(Painter::for_standard_output(), out);
    page.heading(&format!("{}: {}", facts.id, facts.title))?;
    page.line("")?;
    page.entry(
        "Risk",
        &format!(
            "{} (impact {}, likelihood {})",
            facts.risk(),
            facts.impact,
            facts.likelihood
        ),
    )?;
    page.entry("Confidence", facts.confidence.name())?;
    let weaknesses: Vec<_> = facts
        .cwe
        .iter()
        .map(|number| format!("CWE-{number}"))
        .collect();
    page.entry("Weaknesses", &weaknesses.join(", "))?;
    page.entry("OWASP", &facts.owasp.join(", "))?;
    if !facts.also.is_empty() {
        page.entry("Elsewhere", &facts.also.join(", "))?;
    }
    page.entry("Family", &facts.family)?;
    page.entry("Since", &facts.since)?;
    page.entry("Fix", &facts.fix)?;
    page.entry(
        "No flaw?",
        &format!(
            "`# assay: ignore[{}] why` suppresses it at its line",
            facts.id
        ),
    )?;
    page.entry("Effort", &format!("{} for one place", facts.effort))?;
    let known = format!(
        "{} known misses, {} known false alarms",
        facts.known_misses, facts.known_noise
    );
    page.entry("Limits", &known)?;
    page.line("")?;
    page.markdown(&facts.help)?;
    if !facts.references.is_empty() {
        page.line("")?;
        page.heading("References")?;
        page.line("")?;
    }
    for reference in &facts.references {
        page.line(reference)?;
    }
    Ok(())
}
