//! One finding: what is wrong, its source with the path of the data, and what to do.

use annotate_snippets::{Element, Level};
use assay_finding::{Finding, Review, Risk};

use super::safe::safe;
use super::snippet::snippets;
use super::style::{Painter, wrap};

pub(super) fn render(review: &Review, finding: &Finding, painter: Painter) -> String {
    let facts = review.rule(&finding.rule);
    let rule = safe(&finding.rule);
    let prefix = finding.risk.name().len() + rule.len() + "[]: ".len();
    let title = wrap(
        &safe(&finding.message),
        painter.width.saturating_sub(prefix).max(30),
    )
    .join("\n");
    let (snippets, left_out) = snippets(finding);
    // Five columns for the line number, and the mark and name of the line.
    let lines = |name: &str, text: &str| {
        wrap(text, painter.width.saturating_sub(10 + name.len()).max(30)).join("\n")
    };

    let mut group = level(finding.risk)
        .primary_title(title)
        .id(rule)
        .elements(snippets);
    if left_out > 0 {
        let text =
            format!("{left_out} steps of the path are not shown; `--format json` has them all");
        group = group.element(Level::NOTE.message(lines("note", &text)));
    }
    if !finding.reason.is_empty() {
        let text = format!(
            "{} confidence: {}",
            finding.confidence,
            safe(&finding.reason)
        );
        group = group.element(Level::NOTE.message(lines("note", &text)));
    }
    if let Some(told) = finding.reported_by() {
        group = group.element(Level::NOTE.message(lines("note", &safe(&told))));
    }
    if let Some(facts) = facts {
        let fix = Level::HELP
            .with_name("fix")
            .message(lines("fix", &safe(&facts.fix)));
        group = group.element(Element::from(fix));
    }
    painter.renderer().render(&[group])
}

fn level(risk: Risk) -> Level<'static> {
    let level = match risk {
        Risk::Critical | Risk::High => Level::ERROR,
        Risk::Medium => Level::WARNING,
        Risk::Low => Level::INFO,
        Risk::Info => Level::NOTE,
    };
    level.with_name(risk.name())
}
