//! One finding: its code and the path that leads there, what it means, how to repair it, how bad it is,
//! what is said of it, and the forms that say something new.

mod history;
mod say;

use std::sync::Arc;

use assay_finding::{Finding, Level, Repair, RuleFacts, Score, standards};
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde::Serialize;
use serde_json::{Value, json};

use super::code::{self, Differing, Line};
use super::render::segment;
use super::{Failure, Page, findings};
use crate::guard::Visitor;
use crate::listed::{Filter, Source, is_expired};
use crate::state::{App, Look};
use crate::store::{Known, State as Judged};
use crate::work;

/// Lines around a place.
const AROUND: u32 = 4;
/// Lines around a step.
const AROUND_STEP: u32 = 1;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/finding/{fingerprint}", get(show).post(say::judge))
        .route("/finding/{fingerprint}/risk", post(say::rate))
        .route("/finding/{fingerprint}/proof", get(proof))
        .route("/assign/{fingerprint}", post(say::assign))
        .route("/comment/{subject}", post(say::comment))
}

/// A station on the path of the data.
#[derive(Serialize)]
struct Step<'a> {
    path: &'a str,
    line: u32,
    text: &'a str,
    /// True if it is in another file than the one before.
    enters: bool,
    code: Vec<Line>,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    Path(fingerprint): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let query = query.unwrap_or_default();
    let filter = Filter::of(&query);
    let today = look.today.to_string();
    let judgement = look.judgement(&fingerprint);
    let known = look.snapshot.known.get(&fingerprint);
    let (title, about) = match (look.finding(&fingerprint), known) {
        (Some(finding), _) => {
            let wants_repair =
                url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "repair");
            let mut data = present(&app, &look, finding);
            if let (true, Some(fields)) = (wants_repair, data.as_object_mut()) {
                let repair = repair(&app, &look, finding).await?;
                fields.insert("asked".to_owned(), json!(true));
                fields.insert("repair".to_owned(), json!(repair));
            }
            (look.title(finding), data)
        }
        (None, Some(known)) => (known.title.as_str(), gone(known)),
        (None, None) => return Err(Failure::NotFound),
    };
    let comments = app.store.comments(&fingerprint).await?;
    let said = app.store.history(&fingerprint).await?;
    let data = json!({
        "fingerprint": fingerprint,
        "title": title,
        "about": about,
        "known": known,
        "written": look.written(&fingerprint).map(|one| json!({ "manual": one.manual, "lost": !one.is_found })),
        "judgement": judgement,
        "state_title": judgement.state.title(),
        "expired": is_expired(&judgement, &today),
        "outdated": look.finding(&fingerprint).is_some_and(|finding| look.is_outdated(finding)),
        "suppressed": suppressed(&look, &fingerprint),
        "planned": work::of_finding(&look, app.reviewer.as_ref(), &fingerprint),
        "states": Judged::ALL.map(|state| (state.name(), state.title())),
        "history": history::tell(&said, &comments, known),
        "owners": findings::owners(&app, &look).await?,
        "today": today,
        "way": way(&look, &filter, &today, &fingerprint),
        "query": filter.query_of_page(filter.page),
        "back": findings::address(&filter.query_of_page(filter.page)),
    });
    let page = Page {
        at: "findings",
        title,
        template: "finding.html",
    };
    app.page(&visitor, &page, data)
}

/// What the code of now says.
fn present(app: &App, look: &Look, finding: &Finding) -> Value {
    let (project, hidden) = (&look.snapshot.seen.project, &look.snapshot.hidden);
    let mut before = "";
    let steps: Vec<Step<'_>> = finding
        .trace
        .iter()
        .map(|step| {
            let path = step.place.path.as_str();
            let enters = std::mem::replace(&mut before, path) != path;
            Step {
                path,
                line: step.place.start.line,
                text: &step.text,
                enters,
                code: code::around(project, hidden, &step.place, AROUND_STEP),
            }
        })
        .collect();
    let files = steps.iter().filter(|step| step.enters).count();
    let is_by_hand = look.written(&finding.fingerprint).is_some();
    let proof = if is_by_hand {
        Err(String::new())
    } else {
        app.reviewer
            .proof(&look.snapshot.seen, &finding.fingerprint)
    };
    let (proof, no_proof) = match proof {
        Ok((name, text)) => (
            Some(json!({ "name": name, "code": code::lines(&text, 1, |_| false) })),
            String::new(),
        ),
        Err(why) => (None, why),
    };
    let judgement = look.judgement(&finding.fingerprint);
    json!({
        "risk": look.risk(finding).name(),
        "rated": finding.risk.name(),
        "message": finding.message,
        "rule": finding.rule,
        "function": finding.function,
        "path": finding.place.path,
        "line": finding.place.start.line,
        "confidence": finding.confidence.name(),
        "reason": finding.reason,
        "cwe": finding.cwe,
        "asvs": standards::requirements(&finding.cwe),
        "request": finding.request,
        "others": if is_by_hand { None } else { finding.reported_by() },
        "code": code::around(project, hidden, &finding.place, AROUND),
        "steps": steps,
        "files": files,
        // What a manifest names is used elsewhere; nothing flows there.
        "package": finding.trace.iter().all(|step| step.place.path != finding.place.path),
        "lesson": look.facts(&finding.rule).filter(|_| !is_by_hand).map(lesson),
        "access": finding.rating.access.text(),
        "impact": score(&finding.rating.impact, &judgement.impact),
        "likelihood": score(&finding.rating.likelihood, &judgement.likelihood),
        "what_if": finding.rating.what_if,
        "matrix": matrix(look),
        "asked": false,
        "repair": null,
        "proof": proof,
        "no_proof": no_proof,
        "by_hand": is_by_hand,
    })
}

/// What is left of a finding that is gone.
fn gone(known: &Known) -> Value {
    json!({
        "gone": true,
        "risk": known.risk,
        "rated": known.risk,
        "message": known.message,
        "rule": known.rule,
        "function": known.function,
        "path": known.path,
        "line": known.line,
    })
}

fn lesson(facts: &RuleFacts) -> Value {
    let block = |text: &str| code::lines(text.trim_end(), 1, |_| false);
    json!({
        "rule": facts.id,
        "summary": facts.summary,
        "danger": facts.danger,
        "fix": facts.fix.trim_end_matches('.'),
        "effort": facts.effort.to_string(),
        "before": facts.example.as_ref().map(|example| block(&example.before)),
        "after": facts.example.as_ref().map(|example| block(&example.after)),
        "references": facts.references.iter().map(|text| {
            // A rule of the project may name anything; only pages are followed.
            (text, text.starts_with("https://") || text.starts_with("http://"))
        }).collect::<Vec<_>>(),
    })
}

/// The risk for each step of impact and likelihood, as the sliders show it.
fn matrix(look: &Look) -> String {
    let levels = [Level::Low, Level::Medium, Level::High];
    let rows = levels.map(|impact| {
        levels
            .map(|likelihood| look.snapshot.matrix.risk(impact, likelihood).name())
            .join(",")
    });
    rows.join(";")
}

/// Impact or likelihood: what is rated, why, and what somebody says instead.
fn score(score: &Score, own: &str) -> Value {
    let step = |name: &str| match name {
        "low" => 1,
        "medium" => 2,
        _ => 3,
    };
    let rated = score.level.name();
    let now = if own.is_empty() { rated } else { own };
    json!({
        "rated": rated,
        "now": now,
        "step": step(now),
        "points": f64::from(score.tenths) / 10.0,
        "factors": score.factors,
    })
}

/// A repair as it is shown.
#[derive(Serialize)]
struct Shown {
    say: String,
    note: Option<String>,
    proof: String,
    diff: Vec<Differing>,
}

/// Works a repair out, which analyses the project again.
async fn repair(app: &App, look: &Look, finding: &Finding) -> Result<Option<Shown>, Failure> {
    let (reviewer, snapshot) = (Arc::clone(&app.reviewer), Arc::clone(&look.snapshot));
    let fingerprint = finding.fingerprint.clone();
    let repair =
        tokio::task::spawn_blocking(move || reviewer.fix(&snapshot.seen, &fingerprint)).await;
    let repair = repair.map_err(|_| {
        Failure::Mistake("working out a repair failed; please report it".to_owned())
    })?;
    Ok(repair.map(
        |Repair {
             say,
             note,
             proof,
             diff,
             ..
         }| Shown {
            say,
            note,
            proof,
            diff: code::difference(&diff),
        },
    ))
}

/// Who says in the project that it does not count.
fn suppressed(look: &Look, fingerprint: &str) -> Option<String> {
    let all = &look.snapshot.seen.review.suppressed;
    let one = all
        .iter()
        .find(|one| one.finding.fingerprint == fingerprint)?;
    Some(format!("{}: {}", one.told(), one.reason_or_none()))
}

/// Where it stands in the list that somebody comes from.
fn way(look: &Look, filter: &Filter, today: &str, fingerprint: &str) -> Value {
    let list = filter.choose_with(look, today, fingerprint);
    let Some(at) = list.iter().position(|one| one.fingerprint == fingerprint) else {
        return Value::Null;
    };
    let query = filter.query_of_page(filter.page);
    let address = |at: usize| {
        let one = list.get(at)?;
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("?{query}")
        };
        Some(format!("/finding/{}{query}", segment(one.fingerprint)))
    };
    json!({
        "at": at + 1,
        "of": list.len(),
        "before": at.checked_sub(1).and_then(address),
        "after": address(at + 1),
        "next": list.get(at + 1).map(|one| one.fingerprint),
        "by_hand": list.get(at).is_some_and(|one| one.source == Source::Hand),
    })
}

/// The test that shows a finding, as a file.
async fn proof(
    State(app): State<App>,
    Path(fingerprint): Path<String>,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    look.snapshot
        .finding(&fingerprint)
        .ok_or(Failure::NotFound)?;
    let proof = app.reviewer.proof(&look.snapshot.seen, &fingerprint);
    let (name, text) = proof.map_err(Failure::Refused)?;
    let plain: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c))
        .collect();
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{plain}\""),
        ),
    ];
    Ok((headers, text).into_response())
}

/// The level that a slider stands at.
fn level(step: &str) -> Result<Level, Failure> {
    match step {
        "1" => Ok(Level::Low),
        "2" => Ok(Level::Medium),
        "3" => Ok(Level::High),
        _ => Err(Failure::Refused(
            "impact and likelihood are low, medium or high".to_owned(),
        )),
    }
}
