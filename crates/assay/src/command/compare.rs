//! `assay compare`: two reviews of one project, and what happened between them.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use assay_finding::compare::{Compared, Comparison, Kept, Moved};
use assay_source::printable;

use super::page::{Page, Painter};
use crate::arguments::Compare;
use crate::exit::Exit;
use crate::output;

/// No review is as large as this.
const BYTES: u64 = 1024 * 1024 * 1024;

pub(super) fn run(arguments: &Compare) -> Result<Exit> {
    output::ensure_writable(&arguments.output)?;
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

fn kept(path: &Path) -> Result<Kept> {
    let hint = || {
        format!(
            "{} is no review; write one with `assay scan --format json --output FILE`",
            path.display()
        )
    };
    let size = fs::metadata(path)
        .with_context(|| format!("could not read {}", path.display()))?
        .len();
    if size > BYTES {
        bail!("{} is too large to be a review", path.display());
    }
    let text = fs::read_to_string(path).with_context(hint)?;
    let kept: Kept = serde_json::from_str(&text).with_context(hint)?;
    if kept.format != "assay-review" {
        bail!("{}", hint());
    }
    if kept.version != 1 {
        bail!(
            "{} has version {} of the format, and this program reads version 1",
            path.display(),
            kept.version
        );
    }
    Ok(kept)
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
