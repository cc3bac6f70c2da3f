//! Exercises: which line has the flaw, and which repair holds; each answer is kept with who gave it.

use assay_finding::{Exercise, Finding, Lesson, LineExercise, RuleFacts};
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::{Value, json};

use super::super::Failure;
use super::super::code;
use super::super::prose;
use super::super::render::segment;
use super::lesson;
use crate::guard::{Posted, Visitor};
use crate::state::{App, Look};
use crate::store::{State as Judged, Tried};

/// So many exercises are made from the team's own flaws.
const OWN: usize = 2;

/// The exercises of a lesson: those of the rule, and those made from the team's own flaws.
pub(super) fn all(
    look: &Look,
    lesson: &Lesson,
    facts: &RuleFacts,
    own: &[&Finding],
) -> Vec<Exercise> {
    // Only of what a person confirmed is the right answer known.
    let sure = own
        .iter()
        .filter(|finding| look.state(&finding.fingerprint) == Judged::Confirmed);
    let of_ours = sure.filter_map(|finding| {
        let text = look.text(&finding.place.path)?;
        LineExercise::of_finding(finding, facts, &text).map(Exercise::Line)
    });
    let mut all = lesson.exercises.clone();
    all.extend(of_ours.take(OWN));
    all
}

/// An exercise with what somebody answered last.
pub(super) fn shown(exercise: &Exercise, tried: &[Tried]) -> Value {
    let own = || tried.iter().filter(|one| one.exercise == exercise.id());
    let last = own().next();
    let answer = last.and_then(|last| last.answer.parse::<u32>().ok());
    let is_right = last.is_some_and(|last| last.correct);
    let content = match exercise {
        Exercise::Line(line) => {
            let lines = code::lines(line.code.trim_end_matches('\n'), 1, |number| {
                Some(number) == answer
            });
            let rows = lines.into_iter().map(|row| {
                json!({
                    "may": line.choices.contains(&row.number),
                    "chosen": row.marked,
                    "row": row,
                })
            });
            json!({ "kind": "line", "file": line.file, "rows": rows.collect::<Vec<_>>() })
        }
        Exercise::Repair(repair) => {
            let offers = (0_u32..).zip(&repair.offers).map(|(number, offer)| {
                json!({
                    "number": number,
                    "file": offer.file,
                    "chosen": Some(number) == answer,
                    "lines": code::lines(offer.code.trim_end(), 1, |_| false),
                })
            });
            json!({
                "kind": "repair",
                "before": (!repair.before.is_empty()).then(|| code::lines(repair.before.trim_end(), 1, |_| false)),
                "offers": offers.collect::<Vec<_>>(),
            })
        }
    };
    json!({
        "id": exercise.id(),
        "question": exercise.question(),
        "content": content,
        "tried": own().count(),
        "last": last,
        "is_right": is_right,
        "explanation": last.map(|_| prose::spans(exercise.explanation())),
    })
}

/// Keeps an answer, and goes back to say how it went.
pub(super) async fn solve(
    State(app): State<App>,
    visitor: Visitor,
    Path(rule): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    let facts = look.facts(&rule).ok_or(Failure::NotFound)?;
    let lesson = app
        .reviewer
        .lesson(&rule)
        .unwrap_or_else(|| lesson::short(facts));
    let exercises = all(&look, &lesson, facts, &lesson::own(&look, &rule));
    let wanted = posted.text("exercise");
    let exercise = exercises
        .iter()
        .find(|one| one.id() == wanted)
        .ok_or(Failure::NotFound)?;
    let answer: u32 = posted
        .text("answer")
        .parse()
        .map_err(|_| Failure::Refused("choose an answer".to_owned()))?;
    let tried = Tried {
        rule: rule.clone(),
        exercise: wanted.to_owned(),
        answer: answer.to_string(),
        correct: exercise.is_right(answer),
        ..Tried::default()
    };
    app.store
        .try_exercise(&tried, &visitor.person, app.now())
        .await?;
    Ok(Redirect::to(&format!(
        "/lessons/{}#e-{}",
        segment(&rule),
        segment(wanted)
    ))
    .into_response())
}
