//! Calls and assignments that are a flaw by themselves, judged by the engine on folded constants.

use assay_taint::Confidence;

use super::Facts;
use super::about::speaks_of_secret;
use super::draft::Draft;

/// Drafts for the hits of the rule's `way`th way of detecting.
///
/// With `secrets`, only those around which names speak of a secret.
pub(super) fn detect(
    facts: &Facts<'_>,
    (rule, way): (usize, usize),
    secrets: bool,
    drafts: &mut Vec<Draft>,
) {
    for hit in &facts.solution.hits {
        let Some(asker) = facts.watches.asker(hit.watch) else {
            continue;
        };
        if asker.rule == rule && asker.detect == way && !facts.is_test(hit.function) {
            let about = || {
                facts
                    .function(hit.function)
                    .is_some_and(|function| speaks_of_secret(function, hit.span))
            };
            if secrets && !about() {
                continue;
            }
            drafts.push(Draft {
                span: hit.span,
                function: Some(hit.function),
                confidence: Confidence::High,
                reason: String::new(),
                source: "a value".to_owned(),
                sink: hit.name.clone(),
                name: hit.name.clone(),
                trace: Vec::new(),
            });
        }
    }
}
