//! Flows: a value that somebody else controls reaches a dangerous place.

use std::collections::BTreeMap;

use assay_source::Span;
use assay_taint::{Confidence, Flow};

use super::Facts;
use super::about::is_stretched;
use super::draft::Draft;

/// The sink kind of functions that are too fast for passwords, as long as they run once.
const DIGEST: &str = "password-digest";

/// Which flows a rule asks for.
pub(super) struct Wanted<'a> {
    /// Source kinds.
    pub from: &'a [String],
    /// Sink kinds.
    pub to: &'a [String],
    /// Only flows in which every step is understood.
    pub sure: bool,
    /// One report for each source: what is made once is one flaw, however often it is used.
    pub once: bool,
}

/// Drafts for the flows from one of these source kinds to one of these sink kinds, in tests too.
///
/// What rests on a method's name alone is a guess and never reported; a rule may ask for flows that are `sure`.
pub(super) fn detect(facts: &Facts<'_>, wanted: &Wanted<'_>, drafts: &mut Vec<Draft>) {
    let least = if wanted.sure {
        Confidence::High
    } else {
        Confidence::Medium
    };
    let mut flows: Vec<&Flow> = facts
        .solution
        .flows
        .iter()
        .filter(|flow| {
            flow.confidence >= least
                && wanted.from.contains(&flow.from)
                && wanted.to.contains(&flow.to)
                // A fast function is a brick of a slow one.
                && !(flow.to == DIGEST && facts.function(flow.function).is_some_and(is_stretched))
        })
        .collect();
    if wanted.once {
        let rank = |flow: &Flow| wanted.to.iter().position(|kind| *kind == flow.to);
        let mut first: BTreeMap<Span, &Flow> = BTreeMap::new();
        for flow in flows {
            let known = first.entry(flow.source).or_insert(flow);
            if (rank(flow), flow.sink) < (rank(known), known.sink) {
                *known = flow;
            }
        }
        flows = first.into_values().collect();
    }
    for flow in flows {
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
