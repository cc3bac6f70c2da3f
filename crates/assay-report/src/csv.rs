//! A table of findings for spreadsheets.
//!
//! A cell that a spreadsheet would run as a formula begins with an apostrophe.

use std::io::{self, Write};

use assay_finding::{Finding, Review};
use assay_source::printable;

const HEADINGS: [&str; 17] = [
    "risk",
    "rule",
    "title",
    "message",
    "file",
    "line",
    "function",
    "reached by",
    "impact",
    "likelihood",
    "confidence",
    "weaknesses",
    "owasp",
    "effort",
    "repair",
    "fingerprint",
    "other tools",
];

pub(crate) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    table.write_record(HEADINGS)?;
    for finding in &review.findings {
        table.write_record(cells(review, finding).map(|cell| inert(&cell)))?;
    }
    table.flush()
}

fn cells(review: &Review, finding: &Finding) -> [String; 17] {
    let facts = review.rule(&finding.rule);
    let of = |get: fn(&assay_finding::RuleFacts) -> String| facts.map(get).unwrap_or_default();
    let weaknesses: Vec<String> = finding.cwe.iter().map(|cwe| format!("CWE-{cwe}")).collect();
    [
        finding.risk.to_string(),
        finding.rule.clone(),
        of(|facts| facts.title.clone()),
        finding.message.clone(),
        finding.place.path.clone(),
        finding.place.start.line.to_string(),
        finding.function.clone(),
        finding.rating.access.text().to_owned(),
        finding.rating.impact.level.to_string(),
        finding.rating.likelihood.level.to_string(),
        finding.confidence.to_string(),
        weaknesses.join(" "),
        of(|facts| facts.owasp.join(" ")),
        of(|facts| facts.effort.to_string()),
        of(|facts| facts.fix.clone()),
        finding.fingerprint.clone(),
        finding.reported_by().unwrap_or_default(),
    ]
}

/// Text that no spreadsheet takes for a formula.
pub(crate) fn inert(text: &str) -> String {
    let text = printable(&text.replace(['\n', '\r', '\t'], " "));
    let first = text.trim_start().chars().next();
    if first.is_some_and(|first| matches!(first, '=' | '+' | '-' | '@' | '|' | '%')) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn a_formula_is_only_text() {
        for hostile in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            " =cmd|' /C calc'!A0",
            "\t=1",
        ] {
            assert!(inert(hostile).starts_with('\''), "{hostile:?}");
        }
        assert_eq!(inert("app.py"), "app.py");
        assert_eq!(inert("a\n=b"), "a =b");
    }
}
