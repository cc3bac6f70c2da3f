//! Rules for which data is not enough: their check is run, and what it reports becomes a finding.

use assay_taint::Confidence;

use super::Facts;
use super::draft::Draft;
use crate::check::{Context, Report, Seen};
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
    let (project, program) = (facts.project, facts.program);
    let context = Context {
        project,
        program,
        index: facts.index,
        hits: &hits,
        reach: facts.reach,
        tests: facts.tests,
    };
    let mut places = Vec::new();
    check(
        &context,
        &mut Report {
            places: &mut places,
        },
    );
    for place in places {
        drafts.push(Draft {
            span: place.span,
            function: Some(place.function),
            confidence: Confidence::High,
            reason: String::new(),
            source: "a value".to_owned(),
            sink: place.name.clone(),
            name: place.name,
            trace: Vec::new(),
        });
    }
}
