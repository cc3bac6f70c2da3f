//! Flows: a value that somebody else controls reaches a dangerous place.

use std::collections::BTreeMap;

use assay_source::Span;
use assay_taint::{Confidence, Flow, Step, StepKind};

use super::Facts;
use super::about::{asks_for_leaks, has_keyword, is_stretched, is_undone, takes_secret};
use super::draft::Draft;
use super::secret::name_words;
use crate::check::Function;

/// The sink kind of functions that are too fast for passwords, as long as they run once.
const DIGEST: &str = "password-digest";

/// The sink kind of markup.
const MARKUP: &str = "html";

/// The sink kind of what keeps passwords.
const KEPT: &str = "password-store";

/// The source kind of values that can be computed.
const CHANCE: &str = "weak-random";

/// Columns that stand beside the password with which the application itself logs in somewhere, which it needs as it is.
const ELSEWHERE: [&str; 7] = [
    "host", "hostname", "server", "port", "url", "base_url", "endpoint",
];

/// Words of fields that hold what nobody may guess.
const UNGUESSABLE: [&str; 17] = [
    "auth", "captcha", "code", "csrf", "hash", "id", "key", "nonce", "otp", "password", "pin",
    "salt", "secret", "session", "sid", "state", "token",
];

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

/// True if the function around the sink shows that nothing comes of the flow.
fn is_harmless_there(flow: &Flow, function: Function<'_>) -> bool {
    match flow.to.as_str() {
        DIGEST => is_no_password(flow, function),
        MARKUP => is_undone(function, flow.sink),
        KEPT => has_keyword(function, flow.sink, &ELSEWHERE),
        _ => false,
    }
}

/// True if nobody gains by guessing: a salt of a password, or another field of an object than the one that is secret.
fn is_no_secret(facts: &Facts<'_>, flow: &Flow) -> bool {
    let words_of = |step: &Step| {
        let file = facts.project.file(step.span.file);
        name_words(
            file.slice(step.span.range)
                .split('=')
                .next()
                .unwrap_or_default(),
        )
    };
    let assigned = |word: &str| {
        let steps = flow.steps.iter();
        let assignments = steps.filter(|step| step.kind == StepKind::Assigned);
        assignments
            .map(|step| step.text.as_str())
            .chain([flow.sink_text.as_str()])
            .any(|name| name_words(name).iter().any(|own| own == word))
    };
    let is_elsewhere = flow.steps.iter().any(|step| {
        step.kind == StepKind::Stored
            && !words_of(step)
                .iter()
                .any(|word| UNGUESSABLE.contains(&word.as_str()))
    });
    assigned("salt") && assigned("password") || is_elsewhere
}

/// True if a digest is none of a password that is kept.
fn is_no_password(flow: &Flow, function: Function<'_>) -> bool {
    let came_in_object = flow.steps.iter().any(|step| step.kind == StepKind::Stored);
    // A fast function is a brick of a slow one; and of an object with a password, another part may be hashed.
    is_stretched(function)
        || asks_for_leaks(function)
        || came_in_object && !takes_secret(function, flow.sink)
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
                && !facts
                    .function(flow.function)
                    .is_some_and(|own| is_harmless_there(flow, own))
                // A test may draw as it likes.
                && !(flow.from == CHANCE
                    && (facts.is_test(flow.function) || is_no_secret(facts, flow)))
        })
        .collect();
    if wanted.once {
        // Where it is made, people look first.
        let rank = |flow: &Flow| {
            let kind = wanted.to.iter().position(|kind| *kind == flow.to);
            (kind, flow.sink.file != flow.source.file)
        };
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
