//! For people: findings by file with their source, then what was looked at and what was not.
//!
//! Everything fits the width, except paths and source text that cannot be broken.
//! Nothing of the project reaches the terminal as a command: see [`safe`].

mod finding;
mod safe;
mod snippet;
mod style;
mod summary;

use std::io::{self, Write};

use assay_finding::Review;

use crate::Options;
use safe::safe;
use style::{Painter, plural};

pub(crate) fn write(review: &Review, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let painter = Painter::new(options);
    for findings in review
        .findings
        .chunk_by(|one, other| one.place.path == other.place.path)
    {
        let path = findings
            .first()
            .map(|finding| safe(&finding.place.path))
            .unwrap_or_default();
        let count = plural(findings.len(), "finding", "findings");
        writeln!(out, "{}\n", painter.heading(&format!("{path}: {count}")))?;
        for finding in findings {
            writeln!(out, "{}\n", finding::render(review, finding, painter))?;
        }
    }
    summary::write(review, painter, out)
}
