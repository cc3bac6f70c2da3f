//! Rules for which data is not enough: their check is run, and what it reports becomes a finding.

use super::Facts;
use super::draft::Draft;
use crate::check::{Report, Seen};
use crate::rule::Rule;

/// Drafts for what the rule's check reports.
pub(super) fn detect(
    facts: &Facts<'_>,
    number: usize,
    way: usize,
    rule: &Rule,
    drafts: &mut Vec<Draft>,
) {
    let Some(check) = rule.check else { return };
    let seen = facts.solution.hits.iter().filter_map(|hit| {
        let asker = facts.watches.asker(hit.watch)?;
        let is_ours = asker.rule == number && asker.detect == way;
        is_ours.then_some(Seen {
            watched: &asker.watched,
            is_call: asker.is_call,
            hit,
        })
    });
    let hits: Vec<Seen<'_>> = seen.collect();
    let mut places = Vec::new();
    let mut report = Report {
        places: &mut places,
    };
    check(&facts.context(&hits), &mut report);
    for place in places {
        if place.function.is_none() && facts.is_test_file(place.span.file) {
            continue;
        }
        drafts.push(Draft {
            span: place.span,
            function: place.function,
            confidence: place.confidence,
            reason: place.reason,
            source: "a value".to_owned(),
            sink: place.name.clone(),
            name: place.name,
            trace: place.steps,
            judged: None,
        });
    }
}
