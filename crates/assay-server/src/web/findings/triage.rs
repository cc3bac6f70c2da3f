//! What somebody says of several findings at once: all of it is written, or nothing.
//!
//! A form without script gets a page or goes back to the list; the script of the list asks for JSON.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Serialize;
use serde_json::{Value, json};

use super::address;
use crate::guard::{Posted, Visitor};
use crate::listed::Filter;
use crate::state::{App, Look};
use crate::store::{self, Change, Judgement, State as Judged};
use crate::web::{Failure, Page, code_of};

/// So many at once.
const MOST: usize = 5000;

/// A finding after it was judged, or one that somebody else judged meanwhile.
#[derive(Serialize)]
struct Told {
    fingerprint: String,
    title: String,
    version: i64,
    state: &'static str,
    state_title: &'static str,
    until: String,
    owner: String,
    due: String,
    reason: String,
    who: String,
    at: String,
}

pub(super) async fn judge(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Failure> {
    let wants_data = headers
        .get(header::ACCEPT)
        .is_some_and(|kinds| kinds.as_bytes().starts_with(b"application/json"));
    match attempt(&app, &visitor, &posted, wants_data).await {
        Err(Failure::Refused(why)) if wants_data => {
            Ok((StatusCode::BAD_REQUEST, data(&json!({ "error": why }))).into_response())
        }
        outcome => outcome,
    }
}

async fn attempt(
    app: &App,
    visitor: &Visitor,
    posted: &Posted,
    wants_data: bool,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    let picked = picked(posted)?;
    let action = Action::of(posted)?;
    let changes: Vec<Change> = picked
        .iter()
        .map(|(fingerprint, version)| {
            let code = code_of(&look, fingerprint).ok_or(Failure::NotFound)?;
            Ok(action.change(fingerprint, *version, code))
        })
        .collect::<Result<_, Failure>>()?;
    let outcome = app.store.judge(&changes, &visitor.person, app.now()).await;
    let fingerprints = picked.iter().map(|(fingerprint, _)| fingerprint.as_str());
    let back = address(
        &Filter::of(posted.text("back")).query_of_page(Filter::of(posted.text("back")).page),
    );
    match outcome {
        Ok(()) => {
            app.told().await?;
            if !wants_data {
                return Ok(Redirect::to(&back).into_response());
            }
            let look = app.look().await?.ok_or(Failure::NotFound)?;
            let told: Vec<Told> = fingerprints.map(|one| told(&look, one)).collect();
            Ok(
                data(&json!({ "said": action.words(told.len()), "findings": told }))
                    .into_response(),
            )
        }
        Err(store::Error::Conflict { .. }) => {
            let look = app.look().await?.ok_or(Failure::NotFound)?;
            let others = picked
                .iter()
                .filter(|(fingerprint, version)| look.judgement(fingerprint).version != *version);
            let ahead: Vec<Told> = others
                .map(|(fingerprint, _)| told(&look, fingerprint))
                .collect();
            if wants_data {
                return Ok(
                    (StatusCode::CONFLICT, data(&json!({ "changed": ahead }))).into_response()
                );
            }
            let all: Vec<Told> = fingerprints.map(|one| told(&look, one)).collect();
            let data = json!({
                "what": action.words(all.len()), "changed": ahead, "all": all, "back": back, "action": posted.text("action"),
                "fields": action.fields(), "query": posted.text("back"),
            });
            let page = Page {
                at: "findings",
                title: "Somebody else was faster",
                template: "conflicts.html",
            };
            let mut response = app.page(visitor, &page, data)?;
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

/// The findings that were picked, with the versions that were seen.
fn picked(posted: &Posted) -> Result<Vec<(String, i64)>, Failure> {
    let mut picked: Vec<(String, i64)> = posted
        .all("pick")
        .map(|pick| {
            let (fingerprint, version) = pick.rsplit_once(':')?;
            Some((fingerprint.to_owned(), version.parse().ok()?))
        })
        .collect::<Option<_>>()
        .ok_or_else(Failure::broken_form)?;
    picked.sort();
    picked.dedup_by(|one, other| one.0 == other.0);
    if picked.is_empty() {
        return Err(Failure::Refused("choose at least one finding".to_owned()));
    }
    if picked.len() > MOST {
        return Err(Failure::Refused(format!(
            "choose at most {MOST} findings at once"
        )));
    }
    Ok(picked)
}

/// What is said of all of them.
struct Action {
    state: Option<Judged>,
    reason: Option<String>,
    until: Option<String>,
    owner: Option<String>,
    due: Option<String>,
}

impl Action {
    fn of(posted: &Posted) -> Result<Self, Failure> {
        let field = |name: &str| Some(posted.text(name).to_owned());
        let mut action = Self {
            state: None,
            reason: None,
            until: None,
            owner: None,
            due: None,
        };
        match posted.text("action") {
            "assign" => {
                action.owner = field("owner");
                // Without a day, the one that was said stays.
                action.due = field("due").filter(|day| !day.is_empty());
            }
            "false-alarm" => {
                action.state = Some(Judged::FalseAlarm);
                action.reason = field("why-none");
            }
            "accepted" => {
                action.state = Some(Judged::Accepted);
                action.reason = field("why-accepted");
                action.until = field("until");
            }
            name => {
                let state = Judged::named(name);
                action.state = state;
                state.ok_or_else(|| Failure::Refused("choose what to do".to_owned()))?;
                // What was said of another state says nothing of this one.
                action.reason = Some(String::new());
            }
        }
        Ok(action)
    }

    fn change(&self, fingerprint: &str, version: i64, code: String) -> Change {
        Change {
            fingerprint: fingerprint.to_owned(),
            version,
            state: self.state,
            reason: self.reason.clone(),
            until: self.until.clone(),
            owner: self.owner.clone(),
            due: self.due.clone(),
            rating: None,
            code,
        }
    }

    /// What is said, in words.
    fn words(&self, many: usize) -> String {
        let what = match (self.state, self.owner.as_deref()) {
            (Some(state), _) => state.title().to_owned(),
            (None, Some("") | None) => "nobody's".to_owned(),
            (None, Some(owner)) => format!("for {owner}"),
        };
        let noun = if many == 1 { "finding" } else { "findings" };
        format!("{many} {noun}: {what}")
    }

    /// The fields of a form that says the same.
    fn fields(&self) -> Vec<(&'static str, String)> {
        let reason = if self.state == Some(Judged::Accepted) {
            "why-accepted"
        } else {
            "why-none"
        };
        let fields = [
            (reason, &self.reason),
            ("until", &self.until),
            ("owner", &self.owner),
            ("due", &self.due),
        ];
        let given = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.clone()?)));
        given.collect()
    }
}

fn told(look: &Look, fingerprint: &str) -> Told {
    let Judgement {
        version,
        state,
        reason,
        until,
        owner,
        due,
        who,
        at,
        ..
    } = look.judgement(fingerprint);
    let known = || {
        look.snapshot
            .known
            .get(fingerprint)
            .map(|known| known.title.as_str())
    };
    let title = look
        .finding(fingerprint)
        .map(|finding| look.title(finding))
        .or_else(known);
    Told {
        fingerprint: fingerprint.to_owned(),
        title: assay_source::printable(title.unwrap_or_default()),
        version,
        state: state.name(),
        state_title: state.title(),
        until,
        owner,
        due,
        reason,
        who,
        at,
    }
}

fn data(value: &Value) -> impl axum::response::IntoResponse + use<> {
    (
        [(header::CONTENT_TYPE, "application/json")],
        value.to_string(),
    )
}
