//! What findings, rules and routes look like in an editor.

use std::fmt::Write as _;
use std::path::Path;
use std::str::FromStr;

use assay_finding::inventory::RouteRow;
use assay_finding::{Finding, Level, Review, Risk, RuleFacts};
use assay_report::plain_markdown;
use assay_source::{Project, capital};
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Hover,
    HoverContents, MarkupContent, MarkupKind, NumberOrString, Position, Range, Uri,
};
use serde_json::json;

use crate::Seen;
use crate::place;

/// Who says it.
pub(crate) const SOURCE: &str = "assay";

/// A finding as a diagnostic, with the path of the data as related places.
pub(crate) fn diagnostic(folder: &Path, seen: &Seen, finding: &Finding) -> Diagnostic {
    let facts = seen.review.rule(&finding.rule);
    let mut message = finding.message.clone();
    if let Some(facts) = facts {
        let _ = write!(message, "\n{}", facts.fix);
    }
    let steps = finding.trace.iter().filter_map(|step| {
        Some(DiagnosticRelatedInformation {
            location: place::location(folder, &seen.project, &step.place)?,
            message: step.text.clone(),
        })
    });
    let related: Vec<_> = steps.collect();
    Diagnostic {
        range: place::range_of(&seen.project, &finding.place),
        severity: Some(severity(finding.risk)),
        code: Some(NumberOrString::String(finding.rule.clone())),
        code_description: facts
            .and_then(|facts| Uri::from_str(facts.references.first()?).ok())
            .map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: None,
        data: Some(json!({ "fingerprint": finding.fingerprint })),
    }
}

const fn severity(risk: Risk) -> DiagnosticSeverity {
    match risk {
        Risk::Critical | Risk::High => DiagnosticSeverity::ERROR,
        Risk::Medium => DiagnosticSeverity::WARNING,
        Risk::Low => DiagnosticSeverity::INFORMATION,
        Risk::Info => DiagnosticSeverity::HINT,
    }
}

/// What was not analysed, so that silence is not taken for praise.
pub(crate) fn not_analysed(review: &Review, path: &str) -> Vec<Diagnostic> {
    let problems = review.coverage.problems.iter();
    let own = problems.filter(|problem| problem.path == path);
    own.map(|problem| {
        let at = Position::new(problem.line.unwrap_or(1).saturating_sub(1), 0);
        Diagnostic {
            range: Range::new(at, Position::new(at.line, 1)),
            severity: Some(DiagnosticSeverity::INFORMATION),
            code: Some(NumberOrString::String("not-analysed".to_owned())),
            source: Some(SOURCE.to_owned()),
            message: problem.text.clone(),
            ..Diagnostic::default()
        }
    })
    .collect()
}

/// What somebody sees who points at findings.
pub(crate) fn hover(project: &Project, review: &Review, findings: &[&Finding]) -> Option<Hover> {
    let first = findings.first()?;
    let mut text = String::new();
    for finding in findings {
        if !text.is_empty() {
            text.push_str("\n\n---\n\n");
        }
        about(&mut text, finding);
        if let Some(facts) = review.rule(&finding.rule) {
            let _ = write!(text, "\n\n{}", lesson(facts));
        }
    }
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value: text,
        }),
        range: Some(place::range_of(project, &first.place)),
    })
}

/// What is wrong at one place, and why it is that bad.
fn about(text: &mut String, finding: &Finding) {
    let _ = write!(
        text,
        "**{}** — {} risk, `{}`",
        plain_markdown(&finding.message),
        finding.risk,
        finding.rule
    );
    let rating = &finding.rating;
    for (what, score) in [
        ("Impact", &rating.impact),
        ("Likelihood", &rating.likelihood),
    ] {
        let _ = write!(text, "\n- {what}: {}", score.level);
    }
    let _ = write!(text, "\n- Reached by: {}", rating.access.text());
    for what_if in &rating.what_if {
        let _ = write!(
            text,
            "\n- {}: {}",
            plain_markdown(&capital(&what_if.text)),
            what_if.risk
        );
    }
    if finding.confidence != Level::High && !finding.reason.is_empty() {
        let _ = write!(
            text,
            "\n- Less sure because: {}",
            plain_markdown(&finding.reason)
        );
    }
    for (number, step) in finding.trace.iter().enumerate() {
        let _ = write!(
            text,
            "\n{}. {} (`{}:{}`)",
            number + 1,
            plain_markdown(&step.text),
            step.place.path.replace('`', "'"),
            step.place.start.line
        );
    }
}

/// The lesson of a rule, in Markdown.
pub(crate) fn lesson(facts: &RuleFacts) -> String {
    let mut text = format!(
        "### {}\n\n{}\n\n**Repair:** {}\n",
        facts.title, facts.help, facts.fix
    );
    for reference in &facts.references {
        let _ = write!(text, "\n- <{reference}>");
    }
    text
}

/// The first sentences of a lesson, for editors that show plain text only.
pub(crate) fn short_lesson(facts: &RuleFacts) -> String {
    format!(
        "{}. {}\n\n{}\n\nRepair: {}",
        facts.title, facts.summary, facts.danger, facts.fix
    )
}

/// A route in one line: who may call it, and what stands in the way of forged requests.
pub(crate) fn route(row: &RouteRow) -> String {
    let open = if row.unregistered {
        "never registered".to_owned()
    } else if row.open.is_empty() {
        let mut asked: Vec<&str> = row.guards.iter().map(|guard| guard.asks.as_str()).collect();
        asked.dedup();
        if asked.is_empty() {
            "not open".to_owned()
        } else {
            format!("asks for {}", asked.join(", "))
        }
    } else if row.open.len() == row.methods.len() {
        "open to everybody".to_owned()
    } else {
        format!("{} open to everybody", row.open.join(", "))
    };
    let csrf = match row.csrf.as_str() {
        "none" => " · no CSRF protection",
        "protected" => " · CSRF protection",
        "exempt" => " · exempted from CSRF protection",
        "token" => " · needs no CSRF protection: token",
        _ => "",
    };
    let limit = row
        .limit
        .as_ref()
        .map_or_else(String::new, |limit| format!(" · {limit}"));
    format!(
        "{} {} · {open}{csrf}{limit}",
        row.methods.join(", "),
        row.rule
    )
}

/// A route with the reason of each guard.
pub(crate) fn route_in_full(row: &RouteRow) -> String {
    let mut text = route(row);
    for guard in &row.guards {
        let reason = guard.reason.iter();
        let reason: Vec<String> = reason
            .map(|step| format!("{} ({}:{})", step.text, step.path, step.line))
            .collect();
        let _ = write!(text, "\n{}: {}", guard.asks, reason.join(", "));
    }
    for guard in &row.late_guards {
        let _ = write!(
            text,
            "\n{} stands above the route and never runs",
            guard.name
        );
    }
    for input in &row.inputs {
        let name = input.name.as_deref().unwrap_or("something");
        let _ = write!(text, "\nreads {name} of the {}", input.from);
    }
    if !row.sinks.is_empty() {
        let _ = write!(text, "\nreaches {}", row.sinks.join(", "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_project_wrote_is_no_markdown() {
        let text = plain_markdown("<b>`x`</b> [a](b) \u{202e}http://a.example");
        assert_eq!(
            text,
            "&lt;b&gt;\\`x\\`&lt;/b&gt; \\[a\\](b) \\\\u\\{202e\\}http&#58;//a.example"
        );
    }

    #[test]
    fn a_route_says_who_may_call_it() {
        let mut row = RouteRow {
            methods: vec!["GET".into(), "POST".into()],
            rule: "/login".into(),
            open: vec!["GET".into(), "POST".into()],
            csrf: "none".into(),
            ..RouteRow::default()
        };
        assert_eq!(
            route(&row),
            "GET, POST /login · open to everybody · no CSRF protection"
        );
        row.open.remove(0);
        assert_eq!(
            route(&row),
            "GET, POST /login · POST open to everybody · no CSRF protection"
        );
    }
}
