//! Commands for the log of a GitHub workflow, which shows them beside the changed lines.
//!
//! The host shows ten of each sort, so the worst come first.

use std::io::{self, Write};

use assay_finding::{Finding, Review, Risk};
use assay_source::printable;

pub(crate) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<&Finding> = review.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.risk));
    for finding in findings {
        let place = &finding.place;
        let title = review
            .rule(&finding.rule)
            .map_or(finding.rule.as_str(), |facts| facts.title.as_str());
        let fix = review
            .rule(&finding.rule)
            .map_or("", |facts| facts.fix.as_str());
        writeln!(
            out,
            "::{} file={},line={},endLine={},col={},title={}::{}",
            command(finding.risk),
            property(&place.path),
            place.start.line,
            place.end.line.max(place.start.line),
            place.start.column,
            property(&format!("{title} ({})", finding.risk)),
            data(&format!(
                "{}. {fix}. {}[{}]",
                finding.message,
                others(finding),
                finding.rule
            )),
        )?;
    }
    for gap in review.summary().gaps {
        writeln!(out, "::notice title=Not looked at::{}", data(&gap))?;
    }
    Ok(())
}

/// Which other tools report it, as a sentence; empty if none does.
fn others(finding: &Finding) -> String {
    let told = finding.reported_by();
    told.map(|told| format!("{told}. ")).unwrap_or_default()
}

const fn command(risk: Risk) -> &'static str {
    match risk {
        Risk::Critical | Risk::High => "error",
        Risk::Medium => "warning",
        Risk::Low | Risk::Info => "notice",
    }
}

/// Text after the colons: percent signs and line ends would end it.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(printable).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// Text of a property, in which colons and commas have a meaning too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
