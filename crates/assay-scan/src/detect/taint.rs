//! Flows: a value that somebody else controls reaches a dangerous place.

use assay_taint::Confidence;

use super::Facts;
use super::about::is_stretched;
use super::draft::Draft;

/// The sink kind of functions that are too fast for passwords, as long as they run once.
const DIGEST: &str = "password-digest";

/// Drafts for the flows from one of these source kinds to one of these sink kinds, in tests too.
///
/// What rests on a method's name alone is a guess and never reported; a rule may ask for flows that are `sure`.
pub(super) fn detect(
    facts: &Facts<'_>,
    from: &[String],
    to: &[String],
    sure: bool,
    drafts: &mut Vec<Draft>,
) {
    let least = if sure {
        Confidence::High
    } else {
        Confidence::Medium
    };
    for flow in &facts.solution.flows {
        if flow.confidence >= least && from.contains(&flow.from) && to.contains(&flow.to) {
            // A fast function is a brick of a slow one.
            if flow.to == DIGEST && facts.function(flow.function).is_some_and(is_stretched) {
                continue;
            }
            drafts.push(Draft {
                span: flow.sink,
                function: Some(flow.function),
                confidence: flow.confidence,
                reason: flow.reason.clone(),
                source: flow.source_text.clone(),
                sink: flow.sink_text.clone(),
                name: flow.sink_text.clone(),
                trace: flow.steps.clone(),
                judged: None,
            });
        }
    }
}
