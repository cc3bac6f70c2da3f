//! What a way of detecting says, before the rule's words are put to it.

use std::collections::BTreeMap;

use assay_finding::{Access, Circumstances, Finding, Level, Place, Rating, Step, fingerprint};
use assay_python::ir::FunctionKind;
use assay_python::program::FunctionRef;
use assay_source::{Range, SourceFile, Span};
use assay_taint::{Confidence, StepKind};

use super::{Detect, Facts};
use crate::message::{Parts, fill};
use crate::rule::Rule;

/// A finding without the rule's words.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// What is reported.
    pub(super) span: Span,
    /// The function around it; `None` in a file that is not Python.
    pub(super) function: Option<FunctionRef>,
    /// How sure it is.
    pub(super) confidence: Confidence,
    /// Why it is not surer.
    pub(super) reason: String,
    /// What the value is, for the message.
    pub(super) source: String,
    /// What is called or written, for the message.
    pub(super) sink: String,
    /// The name that matched, for the message.
    pub(super) name: String,
    /// The path of the data, source first; empty if there is none.
    pub(super) trace: Vec<assay_taint::Step>,
    /// What is known of this finding beyond its rule.
    pub(super) judged: Option<Judged>,
}

/// How bad one finding is, where more is known than the rule says.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    /// What an attacker gains.
    pub(super) impact: Level,
    /// How easily the flaw is reached.
    pub(super) likelihood: Level,
    /// The weaknesses, the rule's own first.
    pub(super) cwe: Vec<u32>,
}

/// Turns drafts into findings: one for each place, the surest and shortest of several.
///
/// A function that runs whatever text it is given is one place for many flaws: there, each text
/// that is put together elsewhere is a finding of its own, because each has to be repaired.
pub(super) fn finish(facts: &Facts<'_>, rule: &Rule, drafts: Vec<Draft>) -> Vec<Finding> {
    let mut by_place: BTreeMap<(Span, Option<Span>), Vec<Draft>> = BTreeMap::new();
    for draft in drafts {
        let made = made_elsewhere(&draft);
        by_place.entry((draft.span, made)).or_default().push(draft);
    }
    let best = |mut drafts: Vec<Draft>| {
        drafts.sort_by(|one, other| rank(one).cmp(&rank(other)));
        let others = others(&drafts);
        let mut best = drafts.into_iter().next()?;
        if others > 0 {
            let more = if others == 1 {
                "one other source reaches".to_owned()
            } else {
                format!("{others} other sources reach")
            };
            let gap = if best.reason.is_empty() { "" } else { "; " };
            best.reason = format!("{}{gap}{more} this place too", best.reason);
        }
        Some(best)
    };
    by_place
        .into_values()
        .filter_map(best)
        .map(|draft| finding(facts, rule, &draft))
        .collect()
}

/// Where the text was put together that another function got whole.
fn made_elsewhere(draft: &Draft) -> Option<Span> {
    let mut made = None;
    let mut handed_on = false;
    for step in draft.trace.iter().rev() {
        match step.kind {
            StepKind::Call => handed_on = true,
            StepKind::Text => {
                made = handed_on.then_some(step.span);
                break;
            }
            StepKind::Assigned | StepKind::Stored | StepKind::Other => {}
        }
    }
    made
}

/// The best first; everything else only so that the choice never depends on the order of drafts.
fn rank(draft: &Draft) -> impl Ord {
    let from = draft.trace.first().map(|step| step.span);
    (
        std::cmp::Reverse(draft.confidence),
        draft.trace.len(),
        from,
        draft.source.clone(),
        draft.sink.clone(),
        draft.name.clone(),
    )
}

/// How many places besides the first draft's the data comes from.
fn others(drafts: &[Draft]) -> usize {
    let sources: std::collections::BTreeSet<_> = drafts
        .iter()
        .filter_map(|draft| draft.trace.first())
        .map(|step| step.span)
        .collect();
    sources.len().saturating_sub(1)
}

fn finding(facts: &Facts<'_>, rule: &Rule, draft: &Draft) -> Finding {
    // A constant that is used as a key is a secret although nothing else says so.
    let secret = rule
        .detects
        .iter()
        .any(is_about_constants)
        .then_some(draft.span);
    let place = place(facts, draft.span, secret);
    let function = function_name(facts, draft.function);
    let parts = Parts {
        source: &draft.source,
        sink: &draft.sink,
        name: &draft.name,
    };
    let in_python = draft.function.is_some();
    let text = |span: Span| {
        let file = facts.project.file(span.file);
        if in_python {
            file.slice(span.range)
        } else {
            lines(file, span.range)
        }
    };
    let context = fingerprint::Context {
        rule: &rule.facts.id,
        path: &place.path,
        function: &function,
        sink: text(draft.span),
        source: draft.trace.first().map_or("", |step| text(step.span)),
    };
    let reached = facts
        .standing
        .of(facts, draft.span, draft.function, &draft.trace);
    let rating = rating(facts, rule, draft, reached.access);
    let fingerprint = if in_python {
        context.fingerprint()
    } else {
        context.fingerprint_of_lines()
    };
    Finding {
        rule: rule.facts.id.clone(),
        message: fill(&rule.facts.message, parts),
        risk: rating.risk,
        rating,
        confidence: level(draft.confidence).min(rule.facts.confidence),
        reason: draft.reason.clone(),
        cwe: match &draft.judged {
            Some(judged) => judged.cwe.clone(),
            None => rule.facts.cwe.clone(),
        },
        fingerprint,
        place,
        function,
        request: reached.request,
        trace: draft
            .trace
            .iter()
            .map(|step| Step {
                place: self::place(facts, step.span, secret),
                text: step.text.clone(),
            })
            .collect(),
        imported: false,
        origins: Vec::new(),
    }
}

/// How bad it is here: what the rule says, and who can reach the place.
fn rating(facts: &Facts<'_>, rule: &Rule, draft: &Draft, access: (Access, String)) -> Rating {
    let (impact, likelihood) = match &draft.judged {
        Some(judged) => (judged.impact, judged.likelihood),
        None => (rule.facts.impact, rule.facts.likelihood),
    };
    let confidence = level(draft.confidence).min(rule.facts.confidence);
    let circumstances = Circumstances {
        access,
        steps: draft.trace.len(),
        ..Circumstances::new(impact, likelihood, confidence)
    };
    Rating::of(&circumstances, &facts.matrix)
}

/// The lines that a range stands on.
fn lines(file: &SourceFile, range: Range) -> &str {
    let first = file.lines.range(file.lines.line(range.start));
    let last = file.lines.range(
        file.lines
            .line(range.end.saturating_sub(1).max(range.start)),
    );
    let start = first.map_or(range.start, |line| line.start);
    let end = last.map_or(range.end, |line| line.end);
    file.slice(Range::new(start, end))
}

/// A place in which no secret can be read: a report must not spread what it warns of.
fn place(facts: &Facts<'_>, span: Span, secret: Option<Span>) -> Place {
    let place = Place::of(facts.project.file(span.file), span.range);
    let own = secret.filter(|secret| secret.file == span.file);
    let first = facts
        .secrets
        .partition_point(|secret| secret.span.file < span.file);
    let others = facts.secrets.iter().skip(first);
    let others = others.take_while(|secret| secret.span.file == span.file);
    let all = own
        .map(|span| span.range)
        .into_iter()
        .chain(others.map(|secret| secret.hidden));
    place.hiding(all)
}

/// True if what is reported is a constant that must not be known.
fn is_about_constants(detect: &Detect) -> bool {
    match detect {
        Detect::Setting(question) => question.is_about_secrets(),
        Detect::Literal { .. } => true,
        Detect::Secret { .. }
        | Detect::Taint { .. }
        | Detect::Call { .. }
        | Detect::Write { .. }
        | Detect::Dependency { .. }
        | Detect::Code { .. } => false,
    }
}

/// The qualified name of a function; empty for the top of a module.
fn function_name(facts: &Facts<'_>, function: Option<FunctionRef>) -> String {
    match function.and_then(|function| facts.function(function)) {
        Some(function) if function.ir.kind != FunctionKind::Module => {
            function.ir.qualname.to_string()
        }
        Some(_) | None => String::new(),
    }
}

fn level(confidence: Confidence) -> Level {
    match confidence {
        Confidence::Low => Level::Low,
        Confidence::Medium => Level::Medium,
        Confidence::High => Level::High,
    }
}
