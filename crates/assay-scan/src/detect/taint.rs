//! Flows: a value that somebody else controls reaches a dangerous place.

use super::Facts;
use super::draft::Draft;

/// Drafts for the flows from one of these source kinds to one of these sink kinds, in tests too.
pub(super) fn detect(facts: &Facts<'_>, from: &[String], to: &[String], drafts: &mut Vec<Draft>) {
    for flow in &facts.solution.flows {
        if from.contains(&flow.from) && to.contains(&flow.to) {
            drafts.push(Draft {
                span: flow.sink,
                function: Some(flow.function),
                confidence: flow.confidence,
                reason: flow.reason.clone(),
                source: flow.source_text.clone(),
                sink: flow.sink_text.clone(),
                name: flow.sink_text.clone(),
                trace: flow.steps.clone(),
            });
        }
    }
}
