//! `assay explain`: tells what a rule means, and how to repair what it finds.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Result;
use assay_finding::{Exercise, Lesson, RuleFacts};

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
            let exercises = if arguments.exercise {
                let ours = assay_rules::lesson(&rule.facts.id);
                exercises(&ours.unwrap_or_else(|| rule.teach(None)))
            } else {
                String::new()
            };
            output::write(Path::new("-"), |out| explain(&rule.facts, &exercises, out))?;
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

fn explain(facts: &RuleFacts, exercises: &str, out: &mut dyn Write) -> io::Result<()> {
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
    if !exercises.is_empty() {
        page.line("")?;
        page.markdown(exercises)?;
    }
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

/// The exercises of a lesson in Markdown, with their answers below.
fn exercises(lesson: &Lesson) -> String {
    let mut text = String::new();
    let mut answers = String::new();
    for (exercise, number) in lesson.exercises.iter().zip(1..) {
        let _ = write!(
            text,
            "## Exercise {number}: {}\n\n",
            exercise.question().to_lowercase()
        );
        match exercise {
            Exercise::Line(line) => {
                let code = (1..).zip(line.code.lines());
                let code: Vec<String> = code
                    .map(|(number, line)| format!("{number:>3}  {line}").trim_end().to_owned())
                    .collect();
                fence(&mut text, "text", &code.join("\n"));
                let right: Vec<String> = line.right.iter().map(u32::to_string).collect();
                let _ = writeln!(
                    answers,
                    "{number}. Line {}. {}",
                    right.join(", "),
                    line.explanation
                );
            }
            Exercise::Repair(repair) => {
                if !repair.before.is_empty() {
                    text.push_str("The flaw:\n\n");
                    fence(&mut text, &repair.language, &repair.before);
                }
                for (offer, letter) in repair.offers.iter().zip('a'..) {
                    let _ = write!(text, "{letter})\n\n");
                    fence(&mut text, &repair.language, &offer.code);
                    if offer.holds {
                        let _ = writeln!(answers, "{number}. {letter}). {}", repair.explanation);
                    }
                }
            }
        }
    }
    if !answers.is_empty() {
        let _ = write!(text, "## Answers\n\n{answers}");
    }
    text
}

fn fence(text: &mut String, language: &str, code: &str) {
    let mut fence = "```".to_owned();
    while code.contains(&fence) {
        fence.push('`');
    }
    let _ = write!(text, "{fence}{language}\n{}\n{fence}\n\n", code.trim_end());
}
