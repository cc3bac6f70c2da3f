//! GitLab's report of static application security testing.
//!
//! The format wants to know when the scan ran; the caller says so.
//! It has limits of length, beyond which a report is refused as a whole: longer texts are cut and end in `…`.

use std::io::{self, Write};

use assay_finding::{Finding, Review, Risk};
use assay_source::printable;
use serde::Serialize;

use crate::{within, write_json};

/// The version of the format.
const VERSION: &str = "15.0.6";

/// The longest name, description and solution that GitLab takes, in characters.
const NAME: usize = 255;
const DESCRIPTION: usize = 1_048_576;
const SOLUTION: usize = 7_000;

#[derive(Serialize)]
struct Report<'a> {
    version: &'static str,
    scan: Scan<'a>,
    vulnerabilities: Vec<Vulnerability>,
}

#[derive(Serialize)]
struct Scan<'a> {
    analyzer: Tool<'a>,
    scanner: Tool<'a>,
    #[serde(rename = "type")]
    kind: &'static str,
    start_time: &'a str,
    end_time: &'a str,
    status: &'static str,
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Tool<'a> {
    id: &'static str,
    name: &'a str,
    version: &'a str,
    vendor: Vendor<'a>,
}

#[derive(Serialize)]
struct Vendor<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Message {
    level: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Vulnerability {
    id: String,
    name: String,
    description: String,
    severity: &'static str,
    solution: String,
    location: Location,
    identifiers: Vec<Identifier>,
}

#[derive(Serialize)]
struct Location {
    file: String,
    start_line: u32,
    end_line: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    method: String,
}

#[derive(Serialize)]
struct Identifier {
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

pub(crate) fn write(review: &Review, time: &str, out: &mut dyn Write) -> io::Result<()> {
    let tool = || Tool {
        id: "assay",
        name: &review.tool.name,
        version: &review.tool.version,
        vendor: Vendor {
            name: &review.tool.name,
        },
    };
    let gaps = review.summary().gaps;
    let report = Report {
        version: VERSION,
        scan: Scan {
            analyzer: tool(),
            scanner: tool(),
            kind: "sast",
            start_time: time,
            end_time: time,
            status: "success",
            messages: gaps.iter().map(|gap| message(gap)).collect(),
        },
        vulnerabilities: review
            .findings
            .iter()
            .map(|finding| vulnerability(review, finding))
            .collect(),
    };
    write_json(&report, out)
}

fn message(text: &str) -> Message {
    Message {
        level: "warn",
        value: printable(text),
    }
}

fn vulnerability(review: &Review, finding: &Finding) -> Vulnerability {
    let facts = review.rule(&finding.rule);
    let place = &finding.place;
    let mut identifiers = vec![Identifier {
        kind: "assay_rule",
        name: finding.rule.clone(),
        value: finding.rule.clone(),
        url: None,
    }];
    identifiers.extend(finding.cwe.iter().map(|cwe| Identifier {
        kind: "cwe",
        name: format!("CWE-{cwe}"),
        value: cwe.to_string(),
        url: Some(format!("https://cwe.mitre.org/data/definitions/{cwe}.html")),
    }));
    identifiers.extend(finding.origins.iter().map(|origin| Identifier {
        kind: "other_tool",
        name: printable(&format!("{} {}", origin.tool, origin.rule)),
        value: printable(&format!("{}:{}", origin.tool, origin.rule)),
        url: None,
    }));
    let mut description = format!("{}.", printable(&finding.message));
    if let Some(told) = finding.reported_by() {
        description.push('\n');
        description.push_str(&printable(&told));
        description.push('.');
    }
    for step in &finding.trace {
        let line = format!(
            "{}:{} {}",
            step.place.path, step.place.start.line, step.text
        );
        description.push('\n');
        description.push_str(&printable(&line));
    }
    Vulnerability {
        id: uuid(&finding.fingerprint),
        name: within(facts.map_or(&finding.rule, |facts| &facts.title), NAME),
        description: within(&description, DESCRIPTION),
        severity: match finding.risk {
            Risk::Critical => "Critical",
            Risk::High => "High",
            Risk::Medium => "Medium",
            Risk::Low => "Low",
            Risk::Info => "Info",
        },
        solution: facts.map_or_else(String::new, |facts| within(&facts.fix, SOLUTION)),
        location: Location {
            file: place.path.clone(),
            start_line: place.start.line,
            end_line: place.end.line.max(place.start.line),
            method: finding.function.clone(),
        },
        identifiers,
    }
}

/// A fingerprint in the form that identifiers have there.
fn uuid(fingerprint: &str) -> String {
    let part = |from: usize, to: usize| fingerprint.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}
