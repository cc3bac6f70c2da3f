//! `assay compare`: two reviews of one project, and what happened between them.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Result;
use assay_finding::compare::{Compared, Comparison, Kept, Moved};
use assay_source::printable;

use super::page::{Page, Painter};
use crate::arguments::Compare;
use crate::exit::Exit;
use crate::kept::Document;
use crate::output;

/// A review that was kept.
const REVIEW: Document = Document {
    what: "review",
    made_by: "assay scan --format json --output FILE",
    header: ("assay-review", 1),
    bytes: 1024 * 1024 * 1024,
};

pub(super) fn run(arguments: &Compare) -> Result<Exit> {
    output::ensure_writable(&arguments.output)?;
    let kept = |path: &Path| REVIEW.read(path, |kept: &Kept| (kept.format.as_str(), kept.version));
    let comparison = Comparison::of(&kept(&arguments.before)?, &kept(&arguments.after)?);
    output::write(&arguments.output, |out| match arguments.format.as_str() {
        "json" => assay_report::write_json(&comparison, out),
        "markdown" => assay_report::comparison_markdown(&comparison, out),
        _ => terminal(&comparison, out),
    })?;
    Ok(if comparison.new.is_empty() {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

fn terminal(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(Painter::for_standard_output(), out);
    for (title, list) in comparison.lists() {
        page.heading(title)?;
        for finding in list {
            page.line(&told(finding))?;
        }
        page.line("")?;
    }
    if !comparison.moved.is_empty() {
        page.heading("Moved")?;
        for Moved { from, to } in &comparison.moved {
            let was = printable(&format!("{}:{}", from.path, from.line));
            page.line(&format!("{}, was {was}", told(to)))?;
        }
        page.line("")?;
    }
    page.line(&format!("{}.", comparison.summary))
}

fn told(finding: &Compared) -> String {
    format!(
        "  {} {} {}:{}: {}",
        finding.risk, finding.rule, finding.path, finding.line, finding.message
    )
}
