//! An inspection as Markdown: a list to tick off, for those who work without the browser, and a part of the report.

use std::io::{self, Write};

use assay_finding::Inspection;
use assay_finding::inspection::{Answer, Group, Question, State, Topic};

use crate::markdown::plain;
use crate::view;

/// How many places of one group a report prints; more are told by their number.
pub(crate) const PLACES: usize = 25;

/// Writes an inspection as a list to tick off: every question with its places.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn inspection_markdown(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Inspection\n\n{}.", inspection.tally().text())?;
    topics(inspection, "##", usize::MAX, out)
}

/// The same as a part of a report, with the first places of each question.
pub(crate) fn section(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\n## Inspection by people\n\n{}.",
        inspection.tally().text()
    )?;
    topics(inspection, "###", PLACES, out)
}

fn topics(
    inspection: &Inspection,
    heading: &str,
    most: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    for topic in &inspection.topics {
        writeln!(
            out,
            "\n{heading} {}\n\n{} {}.\n",
            plain(&topic.title),
            plain(&topic.about),
            topic.tally().text()
        )?;
        for question in &topic.questions {
            write_question(topic, question, most, out)?;
        }
    }
    Ok(())
}

fn write_question(
    topic: &Topic,
    question: &Question,
    most: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let state = question.state();
    let tick = if state.is_open() { " " } else { "x" };
    writeln!(
        out,
        "- [{tick}] **{}** {} ({}/{}; {})",
        plain(&question.text),
        view::state(state),
        plain(&topic.id),
        plain(&question.id),
        view::standards(question)
    )?;
    if let Some(answer) = &question.answer {
        writeln!(out, "  - {}", plain(&view::answer(answer)))?;
        write_evidence(answer, out)?;
    }
    if state == State::Nothing {
        return Ok(());
    }
    for point in &question.look_for {
        writeln!(out, "  - Look for: {}", plain(point))?;
    }
    for group in &question.groups {
        write_group(group, most, out)?;
    }
    Ok(())
}

fn write_evidence(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    for line in answer
        .evidence
        .lines()
        .filter(|line| !line.trim().is_empty())
    {
        writeln!(out, "    {}", plain(line.trim()))?;
    }
    Ok(())
}

fn write_group(group: &Group, most: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  - {}:", plain(&group.text))?;
    for spot in group.spots.iter().take(most) {
        let why = if spot.why.is_empty() {
            String::new()
        } else {
            format!(": {}", plain(&spot.why))
        };
        writeln!(
            out,
            "    - {} {}{why}",
            plain(&format!("{}:{}", spot.path, spot.line)),
            plain(&spot.name)
        )?;
    }
    if let Some(more) = view::more_places(group, most) {
        writeln!(out, "    - {more}")?;
    }
    Ok(())
}
