//! Who does a task, and until when: said of all its findings that are left, or of none.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::json;

use super::super::render::segment;
use super::super::{Failure, Page};
use super::card;
use crate::guard::{Posted, Visitor};
use crate::state::{App, Look};
use crate::store::{self, Change};
use crate::work::{self, Work};

/// Says who does a task. The form names the version that was seen; after a conflict nothing is written.
pub(super) async fn assign(
    State(app): State<App>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    let by_hand = work::by_hand(&look);
    let works = work::all(&look, &by_hand, app.reviewer.as_ref(), work::day(app.now()));
    let wanted = posted.text("task");
    let work = works
        .iter()
        .find(|work| work.task.id == wanted)
        .ok_or(Failure::NotFound)?;
    if work.version != posted.text("version") {
        return conflict(&app, &visitor, &look, work, &posted);
    }
    let changes: Vec<Change> = work
        .left
        .iter()
        .map(|fingerprint| change(&look, fingerprint, work, &posted))
        .collect();
    match app.store.judge(&changes, &visitor.person, app.now()).await {
        Ok(()) => {}
        Err(store::Error::Conflict { .. }) => {
            let look = app.look().await?.ok_or(Failure::NotFound)?;
            let by_hand = work::by_hand(&look);
            let works = work::all(&look, &by_hand, app.reviewer.as_ref(), work::day(app.now()));
            let work = works
                .iter()
                .find(|work| work.task.id == wanted)
                .ok_or(Failure::NotFound)?;
            return conflict(&app, &visitor, &look, work, &posted);
        }
        Err(error) => return Err(error.into()),
    }
    app.told().await?;
    Ok(Redirect::to(&format!(
        "{}#t-{}",
        back(posted.text("back")),
        segment(wanted)
    ))
    .into_response())
}

/// What is said of a finding: who and until when, and nothing else.
fn change(look: &Look, fingerprint: &str, work: &Work<'_>, posted: &Posted) -> Change {
    let now = look.judgement(fingerprint);
    // A day that the calendar gives is no choice of anybody, and moves when the risk does.
    let due = posted.text("due");
    let is_computed = !work.due_chosen && work.due.is_some_and(|own| own.to_string() == due);
    let owner = posted.text("owner");
    let is_known = !work.owner_by.is_empty() && work.owner == owner;
    Change {
        fingerprint: fingerprint.to_owned(),
        version: now.version,
        owner: Some(if is_known {
            now.owner
        } else {
            owner.to_owned()
        }),
        due: Some(if is_computed { now.due } else { due.to_owned() }),
        // Nobody looked at the code for this.
        code: now.code,
        ..Change::default()
    }
}

/// The page that shows what somebody else said beside what was sent.
fn conflict(
    app: &App,
    visitor: &Visitor,
    look: &Look,
    work: &Work<'_>,
    posted: &Posted,
) -> Result<Response, Failure> {
    let said = work
        .left
        .iter()
        .filter_map(|fingerprint| look.marks.judgements.get(*fingerprint));
    let last = said.max_by(|one, other| one.at.cmp(&other.at));
    let data = json!({
        "task": card(work),
        "who": last.map(|said| said.who.as_str()),
        "at": last.map(|said| said.at.as_str()),
        "owner": posted.text("owner"),
        "due": posted.text("due"),
        "back": back(posted.text("back")),
    });
    let page = Page {
        at: "plan",
        title: "Somebody else was faster",
        template: "assign.html",
    };
    let mut response = app.page(visitor, &page, data)?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

/// The page of the plan on which the form stood, and no other address.
fn back(asked: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"?&=%+-._~*".contains(&byte);
    if asked.starts_with('?') && asked.len() < 2000 && asked.bytes().all(is_plain) {
        format!("/plan{asked}")
    } else {
        "/plan".to_owned()
    }
}
