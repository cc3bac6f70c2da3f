//! Calls and assignments that are a flaw by themselves, judged by the engine on folded constants.

use assay_source::Span;
use assay_taint::Confidence;
use assay_webapp::settings::asked_debugging;

use super::about::{Topic, is_used, topic};
use super::draft::Draft;
use super::{CallOnly, Facts};
use crate::check::Function;

/// Drafts for the hits of the rule's `way`th way of detecting.
///
/// Only those count around which the code is as asked.
pub(super) fn detect(
    facts: &Facts<'_>,
    (rule, way): (usize, usize),
    only: CallOnly,
    drafts: &mut Vec<Draft>,
) {
    for hit in &facts.solution.hits {
        let Some(asker) = facts.watches.asker(hit.watch) else {
            continue;
        };
        if asker.rule == rule && asker.detect == way && !facts.is_test(hit.function) {
            let function = || facts.function(hit.function);
            // What answers a request deals with what somebody else sent, unless it says that it makes a label.
            let matters = |own: Function<'_>| match topic(own, hit.span) {
                Topic::Secret => true,
                Topic::Label => false,
                // Whoever calls a helper says which function it uses: `hashlib.new(name)`.
                Topic::Unknown => {
                    facts.reach.is_entry(own.id)
                        || hit.name.rsplit('.').next() == Some("new")
                            && facts.reach.is_helper(own.id)
                }
            };
            if only.secrets && !function().is_some_and(matters)
                || only.unused && function().is_some_and(|own| is_used(own, hit.span))
                || only.unasked && function().is_some_and(|own| is_asked(facts, own, hit.span))
            {
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
                judged: None,
            });
        }
    }
}

/// True if a condition around asks for debugging, and is not known to hold always.
fn is_asked(facts: &Facts<'_>, function: Function<'_>, at: Span) -> bool {
    asked_debugging(facts.project, facts.program, function.id, at.range)
        .is_some_and(|condition| !function.value(condition).is_true())
}
