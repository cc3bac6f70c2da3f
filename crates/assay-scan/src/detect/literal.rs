//! Constants that reach a place where only a secret or changing value belongs.

use assay_taint::{Confidence, Step};

use super::Facts;
use super::draft::Draft;
use super::secret::is_placeholder;
use crate::test_code;

/// Words that are the name of a secret more often than one.
const NAMES: [&str; 8] = [
    "password",
    "passwd",
    "pwd",
    "pass",
    "secret",
    "secret_key",
    "token",
    "api_key",
];

/// Drafts for the literals that reach a sink of one of these kinds. The literal's text is never repeated.
pub(super) fn detect(facts: &Facts<'_>, to: &[String], drafts: &mut Vec<Draft>) {
    for literal in &facts.solution.literals {
        // An empty key is no key, and stars or a name in angle brackets ask to be replaced.
        let is_said = !is_placeholder(&literal.value)
            && !facts.is_test(literal.function)
            && !test_code::is_test(&facts.project.file(literal.span.file).path);
        if !to.contains(&literal.to) || !is_said {
            continue;
        }
        let is_elsewhere = literal.span != literal.sink;
        // `settings.get("password")` asks for an option of this name.
        let name = literal.value.to_ascii_lowercase().replace('-', "_");
        if is_elsewhere && NAMES.contains(&name.as_str()) {
            continue;
        }
        let steps = [
            (literal.span, "the value stands here"),
            (literal.sink, "it is used here"),
        ];
        let trace = steps.map(|(span, text)| Step::plain(span, text));
        drafts.push(Draft {
            span: literal.span,
            function: Some(literal.function),
            confidence: Confidence::High,
            reason: String::new(),
            source: "a constant".to_owned(),
            sink: literal.to.clone(),
            name: literal.to.clone(),
            trace: if is_elsewhere {
                trace.into()
            } else {
                Vec::new()
            },
            judged: None,
        });
    }
}
