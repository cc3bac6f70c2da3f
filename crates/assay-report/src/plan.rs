//! A plan of repair by itself: Markdown, a table for spreadsheets, and a calendar.

use std::io::{self, Write};

use assay_finding::plan::Plan;
use assay_source::printable;

use crate::csv::inert;
use crate::markdown;

/// Writes a plan in Markdown.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn plan_markdown(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "# Plan of repair\n\nMade on {}; {} tasks, {} of work.\n",
        plan.made,
        plan.tasks.len(),
        plan.effort
    )?;
    markdown::tasks(out, &plan.tasks)?;
    for task in plan.tasks.iter().filter(|task| !task.repairs.is_empty()) {
        writeln!(out, "\n## {}", markdown::plain(&task.title))?;
        for repair in &task.repairs {
            markdown::write_repair(out, repair)?;
        }
    }
    Ok(())
}

/// Writes a plan as a table for spreadsheets.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn plan_csv(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    table.write_record([
        "task",
        "title",
        "risk",
        "findings",
        "owner",
        "owner by",
        "effort",
        "known since",
        "due",
        "overdue",
        "repair",
        "done when",
        "places",
    ])?;
    for task in &plan.tasks {
        let cells = [
            task.id.clone(),
            task.title.clone(),
            task.risk.to_string(),
            task.findings.len().to_string(),
            task.owner.name.clone(),
            task.owner.by.clone(),
            task.effort.to_string(),
            task.known_since.to_string(),
            task.due.map(|due| due.to_string()).unwrap_or_default(),
            if task.overdue { "yes" } else { "no" }.to_owned(),
            task.fix.clone(),
            task.check.clone(),
            task.places.join(" "),
        ];
        table.write_record(cells.map(|cell| inert(&cell)))?;
    }
    table.flush()
}

/// Writes a plan as a calendar of tasks.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn plan_icalendar(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |text: &str| folded(out, text);
    let day = |date: jiff::civil::Date| date.to_string().replace('-', "");
    line("BEGIN:VCALENDAR")?;
    line("VERSION:2.0")?;
    line("PRODID:-//Assay//Plan of repair//EN")?;
    for task in &plan.tasks {
        line("BEGIN:VTODO")?;
        line(&format!("UID:{}@assay", task.id))?;
        line(&format!("DTSTAMP:{}T000000Z", day(plan.made)))?;
        line(&format!("DTSTART;VALUE=DATE:{}", day(task.known_since)))?;
        if let Some(due) = task.due {
            line(&format!("DUE;VALUE=DATE:{}", day(due)))?;
        }
        line(&format!("SUMMARY:{}", value(&task.title)))?;
        line(&format!(
            "DESCRIPTION:{}",
            value(&format!("{}. Done when {}.", task.fix, task.check))
        ))?;
        let priority = match task.risk {
            assay_finding::Risk::Critical => 1,
            assay_finding::Risk::High => 3,
            assay_finding::Risk::Medium => 5,
            assay_finding::Risk::Low => 7,
            assay_finding::Risk::Info => 9,
        };
        line(&format!("PRIORITY:{priority}"))?;
        line("STATUS:NEEDS-ACTION")?;
        line("END:VTODO")?;
    }
    line("END:VCALENDAR")
}

/// Text as a value: what separates and ends is escaped.
fn value(text: &str) -> String {
    printable(&text.replace(['\n', '\r', '\t'], " "))
        .replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
}

/// Lines of more than 75 bytes go on in the next, after a space.
fn folded(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let mut rest = text;
    let mut room = 75;
    while rest.len() > room {
        let (line, more) = rest.split_at(rest.floor_char_boundary(room));
        write!(out, "{line}\r\n ")?;
        rest = more;
        room = 74;
    }
    write!(out, "{rest}\r\n")
}
