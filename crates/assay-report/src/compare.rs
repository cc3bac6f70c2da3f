//! A comparison of two reviews in Markdown, as a comment of a merge request.

use std::io::{self, Write};

use assay_finding::compare::{Compared, Comparison};

use crate::markdown::plain;

/// Writes a comparison.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn comparison_markdown(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# What changed\n\n{}.", plain(&comparison.summary))?;
    for (title, list) in comparison.lists() {
        writeln!(
            out,
            "\n## {title}\n\n| Risk | Rule | Place | Finding |\n|---|---|---|---|"
        )?;
        for finding in list {
            row(finding, out)?;
        }
    }
    if !comparison.moved.is_empty() {
        writeln!(out, "\n## Moved\n\n| Rule | From | To |\n|---|---|---|")?;
    }
    for moved in &comparison.moved {
        let place = |at: &Compared| plain(&format!("{}:{}", at.path, at.line));
        writeln!(
            out,
            "| {} | {} | {} |",
            plain(&moved.to.rule),
            place(&moved.from),
            place(&moved.to)
        )?;
    }
    Ok(())
}

fn row(finding: &Compared, out: &mut dyn Write) -> io::Result<()> {
    let place = format!("{}:{}", finding.path, finding.line);
    writeln!(
        out,
        "| {} | {} | {} | {} |",
        finding.risk,
        plain(&finding.rule),
        plain(&place),
        plain(&finding.message)
    )
}
