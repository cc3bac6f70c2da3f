//! The generic issue import of SonarQube.

use std::collections::BTreeSet;
use std::io::{self, Write};

use assay_finding::{Finding, Place, Review, Risk, RuleFacts};
use assay_source::printable;
use serde::Serialize;

use crate::write_json;

#[derive(Serialize)]
struct Import {
    rules: Vec<Rule>,
    issues: Vec<Issue>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    name: String,
    description: String,
    engine_id: &'static str,
    clean_code_attribute: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    severity: &'static str,
    impacts: [Impact; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Impact {
    software_quality: &'static str,
    severity: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issue {
    rule_id: String,
    effort_minutes: u32,
    primary_location: Location,
    secondary_locations: Vec<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    message: String,
    file_path: String,
    text_range: TextRange,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TextRange {
    start_line: u32,
    end_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
}

pub(crate) fn write(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let used: BTreeSet<&str> = review
        .findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect();
    let rules = review
        .rules
        .iter()
        .filter(|rule| used.contains(rule.id.as_str()));
    let issues = review.findings.iter().map(|finding| Issue {
        rule_id: finding.rule.clone(),
        effort_minutes: review
            .rule(&finding.rule)
            .map_or(0, |facts| facts.effort.minutes),
        primary_location: location(&finding.place, &message(finding)),
        secondary_locations: finding
            .trace
            .iter()
            .map(|step| location(&step.place, &step.text))
            .collect(),
    });
    let import = Import {
        rules: rules.map(rule).collect(),
        issues: issues.collect(),
    };
    write_json(&import, out)
}

/// What is wrong, and which other tools say so: the format has no place of its own for them.
fn message(finding: &Finding) -> String {
    match finding.reported_by() {
        Some(told) => format!("{}. {told}", finding.message),
        None => finding.message.clone(),
    }
}

fn rule(facts: &RuleFacts) -> Rule {
    let (severity, impact) = severity(facts.risk());
    Rule {
        id: facts.id.clone(),
        name: facts.title.clone(),
        description: format!("{}\n\n{}.", facts.summary, facts.fix),
        engine_id: "assay",
        clean_code_attribute: "TRUSTWORTHY",
        kind: "VULNERABILITY",
        severity,
        impacts: [Impact {
            software_quality: "SECURITY",
            severity: impact,
        }],
    }
}

const fn severity(risk: Risk) -> (&'static str, &'static str) {
    match risk {
        Risk::Critical => ("BLOCKER", "BLOCKER"),
        Risk::High => ("CRITICAL", "HIGH"),
        Risk::Medium => ("MAJOR", "MEDIUM"),
        Risk::Low => ("MINOR", "LOW"),
        Risk::Info => ("INFO", "INFO"),
    }
}

/// Columns count from 0, and an empty range is refused, so it is left out.
fn location(place: &Place, message: &str) -> Location {
    let (start, end) = (place.start, place.end);
    let has_columns = (end.line, end.column) > (start.line, start.column);
    Location {
        message: printable(message),
        file_path: place.path.clone(),
        text_range: TextRange {
            start_line: start.line,
            end_line: end.line.max(start.line),
            start_column: has_columns.then(|| start.column.saturating_sub(1)),
            end_column: has_columns.then(|| end.column.saturating_sub(1)),
        },
    }
}
