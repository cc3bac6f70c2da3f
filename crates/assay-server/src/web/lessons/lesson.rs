//! One lesson: the team's own line beside the repaired one, the page of the rule, and its exercises.

use assay_finding::{Finding, Lesson, LessonBlock, Repair};
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};

use super::super::asked::Asked;
use super::super::code::{self, Line};
use super::super::prose;
use super::super::{Failure, Page};
use super::exercise;
use crate::guard::Visitor;
use crate::state::{App, Look};
use crate::store::State as Judged;

/// So many of the team's findings can be chosen.
const CHOICE: usize = 12;

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    Path(rule): Path<String>,
    asked: Asked,
) -> Result<Response, Failure> {
    let facts = look.facts(&rule).ok_or(Failure::NotFound)?;
    let lesson = app.reviewer.lesson(&rule).unwrap_or_else(|| short(facts));
    let own = own(&look, &rule);
    let wanted = asked.text("finding");
    let chosen = own
        .iter()
        .find(|finding| finding.fingerprint == wanted)
        .or_else(|| own.first())
        .copied();
    let repair = match chosen {
        Some(finding) => repair(&app, &look, finding, asked.has("repair")).await,
        None => None,
    };
    let tried = app.store.tried(&visitor.person, &rule).await?;
    let exercises = exercise::all(&look, &lesson, facts, &own);
    let shown: Vec<Value> = exercises
        .iter()
        .map(|one| exercise::shown(one, &tried))
        .collect();
    let done = shown
        .iter()
        .filter(|one| one.get("last").and_then(|last| last.get("correct")) == Some(&json!(true)));
    let data = json!({
        "rule": rule,
        "title": lesson.title,
        "family": lesson.family,
        "summary": prose::spans(&lesson.summary),
        "fix": prose::spans(&lesson.fix),
        "cwe": facts.cwe,
        "effort": facts.effort.to_string(),
        "own": own.len(),
        "choice": own.iter().take(CHOICE).map(|finding| choice(&look, finding)).collect::<Vec<_>>(),
        "chosen": chosen.map(|finding| chosen_one(&look, finding)),
        "repair": repair.as_ref().map(repaired),
        "asked_repair": asked.has("repair"),
        "example": lesson.pairs.first().map(|pair| json!({
            "heading": pair.heading,
            "before": code::lines(pair.example.before.trim_end(), 1, |_| false),
            "after": code::lines(pair.example.after.trim_end(), 1, |_| false),
        })),
        "blocks": blocks(&lesson.blocks),
        "references": lesson.references.iter().map(|text| (text, text.starts_with("https://"))).collect::<Vec<_>>(),
        "done": done.count(),
        "exercises": shown,
    });
    let page = Page {
        at: "lessons",
        title: &lesson.title,
        template: "lesson.html",
    };
    app.page(&visitor, &page, data)
}

/// What is known of a rule without its page.
pub(super) fn short(facts: &assay_finding::RuleFacts) -> Lesson {
    Lesson {
        rule: facts.id.clone(),
        family: facts.family.clone(),
        title: facts.title.clone(),
        summary: facts.summary.clone(),
        fix: facts.fix.clone(),
        blocks: vec![LessonBlock::Prose {
            text: facts.danger.clone(),
        }],
        pairs: facts
            .example
            .iter()
            .map(|example| assay_finding::LessonPair {
                heading: facts.title.clone(),
                example: example.clone(),
            })
            .collect(),
        references: facts.references.clone(),
        ..Lesson::default()
    }
}

/// The findings of a rule that teach something: what was confirmed first, then what nobody has judged.
pub(super) fn own<'a>(look: &'a Look, rule: &str) -> Vec<&'a Finding> {
    let findings = &look.snapshot.seen.review.findings;
    let mut own: Vec<&Finding> = findings
        .iter()
        .filter(|finding| {
            finding.rule == rule && look.state(&finding.fingerprint) != Judged::FalseAlarm
        })
        .collect();
    own.sort_by_key(|finding| {
        let is_flaw = look.state(&finding.fingerprint) != Judged::Open;
        std::cmp::Reverse((is_flaw, look.risk(finding)))
    });
    own
}

/// The repair that was proven for a finding; it takes an analysis, and is made only when somebody asks.
async fn repair(app: &App, look: &Look, finding: &Finding, is_asked: bool) -> Option<Repair> {
    let review = &look.snapshot.seen.review;
    if let Some(known) = review.repairs.get(&finding.fingerprint) {
        return Some(known.clone());
    }
    if !is_asked {
        return None;
    }
    let (app, look, fingerprint) = (app.clone(), look.clone(), finding.fingerprint.clone());
    let work = move || app.reviewer.fix(&look.snapshot.seen, &fingerprint);
    tokio::task::spawn_blocking(work).await.ok().flatten()
}

fn choice(look: &Look, finding: &Finding) -> Value {
    json!({
        "fingerprint": finding.fingerprint,
        "path": finding.place.path,
        "line": finding.place.start.line,
        "state": look.state(&finding.fingerprint).name(),
        "state_title": look.state(&finding.fingerprint).title(),
    })
}

fn chosen_one(look: &Look, finding: &Finding) -> Value {
    let steps = finding.trace.iter();
    json!({
        "fingerprint": finding.fingerprint,
        "message": finding.message,
        "path": finding.place.path,
        "line": finding.place.start.line,
        "risk": look.risk(finding).name(),
        "state": look.state(&finding.fingerprint).name(),
        "state_title": look.state(&finding.fingerprint).title(),
        "code": code::of_place(&finding.place),
        "steps": steps.map(|step| json!({
            "text": step.text,
            "path": step.place.path,
            "line": step.place.start.line,
        })).collect::<Vec<_>>(),
    })
}

#[derive(Serialize)]
struct Repaired<'a> {
    say: &'a str,
    note: Option<&'a str>,
    proof: &'a str,
    lines: Vec<Changed>,
}

/// A line of a difference.
#[derive(Serialize)]
struct Changed {
    /// `add`, `del`, `at` or nothing.
    kind: &'static str,
    sign: &'static str,
    line: Line,
}

fn repaired(repair: &Repair) -> Repaired<'_> {
    let mut lines = Vec::new();
    for text in repair.diff.lines() {
        if text.starts_with("--- ") || text.starts_with("+++ ") {
            continue;
        }
        let (kind, sign, text) = match text.split_at_checked(1) {
            Some(("+", rest)) => ("add", "+", rest),
            Some(("-", rest)) => ("del", "-", rest),
            Some(("@", _)) => ("at", "", text),
            Some((" ", rest)) => ("", " ", rest),
            Some(_) | None => ("", " ", text),
        };
        lines.extend(
            code::lines(text, 0, |_| false)
                .into_iter()
                .map(|line| Changed { kind, sign, line }),
        );
    }
    Repaired {
        say: &repair.say,
        note: repair.note.as_deref(),
        proof: &repair.proof,
        lines,
    }
}

/// The page of the rule in pieces. The first paragraph stands above already.
fn blocks(blocks: &[LessonBlock]) -> Vec<Value> {
    let block = |block: &LessonBlock| match block {
        LessonBlock::Heading { text } => json!({ "kind": "heading", "text": prose::spans(text) }),
        LessonBlock::Prose { text } => json!({ "kind": "prose", "blocks": prose::blocks(text) }),
        LessonBlock::Code {
            file,
            verdict,
            code,
            ..
        } => json!({
            "kind": "code",
            "file": file,
            "verdict": verdict,
            "lines": code::lines(code.trim_end(), 1, |_| false),
        }),
    };
    blocks.iter().map(block).collect()
}
