//! The JSON of Bandit.

use assay_finding::{Level, Risk};
use serde_json::Value;

use crate::json::{address, at, line, list, name, number, text};
use crate::limits;
use crate::reported::{Reported, Run, Spot, Subject, Unit, confidence_of, risk_of, words};

pub(crate) fn run(document: &Value) -> Run {
    let mut run = Run {
        tool: "Bandit".to_owned(),
        ..Run::default()
    };
    for result in list(document, &["results"]) {
        match result_of(result).filter(|_| run.results.len() < limits::RESULTS) {
            Some(reported) => {
                if run.version.is_empty() {
                    run.version = version(text(result, &["more_info"]));
                }
                run.results.push(reported);
            }
            None => run.unread += 1,
        }
    }
    for error in list(document, &["errors"]) {
        let (file, reason) = (text(error, &["filename"]), text(error, &["reason"]));
        run.problems.push(line(
            &format!("could not look at {file}: {reason}"),
            limits::MESSAGE,
        ));
    }
    run
}

/// The file does not tell its version; the pages that it names do.
fn version(page: &str) -> String {
    let version = page
        .strip_prefix("https://bandit.readthedocs.io/en/")
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default();
    let is_version = version.starts_with(|first: char| first.is_ascii_digit())
        && version.len() < 20
        && version
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || sign == '.');
    if is_version {
        version.to_owned()
    } else {
        String::new()
    }
}

fn result_of(result: &Value) -> Option<Reported> {
    let rule = name(text(result, &["test_id"]));
    let path = text(result, &["filename"]);
    let first = number(result, &["line_number"])?;
    if rule.is_empty() || path.is_empty() || first == 0 {
        return None;
    }
    let lines = list(result, &["line_range"])
        .iter()
        .filter_map(Value::as_u64);
    let last = lines.max().and_then(|last| u32::try_from(last).ok());
    let message = line(text(result, &["issue_text"]), limits::MESSAGE);
    // Many tests share these names, which say nothing.
    let title = match text(result, &["test_name"]) {
        "" | "blacklist" => message.clone(),
        name => words(name),
    };
    let (risk, severity) =
        risk_of(text(result, &["issue_severity"])).unwrap_or((Risk::Medium, String::new()));
    // Columns count the bytes of the line, from 0.
    let column = |key: &str| number(result, &[key])?.checked_add(1);
    Some(Reported {
        rule,
        title,
        severity,
        risk,
        confidence: confidence_of(text(result, &["issue_confidence"])).unwrap_or(Level::Medium),
        cwe: at(result, &["issue_cwe", "id"])
            .and_then(Value::as_u64)
            .and_then(|id| u32::try_from(id).ok())
            .filter(|id| (1..10_000).contains(id))
            .into_iter()
            .collect(),
        subject: Subject::Place(Spot {
            path: path.chars().take(limits::PATH).collect(),
            line: first,
            end_line: last.unwrap_or(first).max(first),
            columns: column("col_offset").zip(column("end_col_offset")),
            unit: Unit::Bytes,
            snippet: numbered(text(result, &["code"]), first),
        }),
        steps: Vec::new(),
        page: address(text(result, &["more_info"])),
        about: String::new(),
        message,
    })
}

/// The line with this number in lines such as `12 os.system(x)`.
fn numbered(code: &str, wanted: u32) -> String {
    let numbered = code.lines().filter_map(|line| line.split_once(' '));
    let mut of_it = numbered.filter(|(number, _)| number.parse() == Ok(wanted));
    of_it
        .next()
        .map(|(_, text)| text.to_owned())
        .unwrap_or_default()
}
