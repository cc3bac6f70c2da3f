//! One finding: its code and path, what is said of it, and the form that says something new.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Serialize;
use serde_json::json;

use super::code::{self, Line};
use super::render::segment;
use super::{Failure, Page};
use crate::guard::{Posted, Visitor};
use crate::state::{self, App};
use crate::store::{Change, State as Judged};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/finding/{fingerprint}", get(show).post(judge))
        .route("/comment/{subject}", post(comment))
}

#[derive(Serialize)]
struct Step<'a> {
    path: &'a str,
    line: u32,
    text: &'a str,
    code: Vec<Line>,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(fingerprint): Path<String>,
) -> Result<Response, Failure> {
    let look = match super::look(&app, &visitor).await? {
        Ok(look) => look,
        Err(waiting) => return Ok(waiting),
    };
    let finding = look
        .snapshot
        .finding(&fingerprint)
        .ok_or(Failure::NotFound)?;
    let steps = finding.trace.iter().map(|step| Step {
        path: &step.place.path,
        line: step.place.start.line,
        text: &step.text,
        code: code::of_place(&step.place),
    });
    let title = look.title(finding);
    let page = Page {
        at: "findings",
        title,
        template: "finding.html",
    };
    let data = json!({
        "fingerprint": fingerprint,
        "title": title,
        "risk": look.risk(finding).name(),
        "rated": finding.risk.name(),
        "message": finding.message,
        "path": finding.place.path,
        "line": finding.place.start.line,
        "code": code::of_place(&finding.place),
        "steps": steps.collect::<Vec<_>>(),
        "judgement": look.judgement(&fingerprint),
        "outdated": look.is_outdated(finding),
        "states": Judged::ALL.map(|state| (state.name(), state.title())),
        "history": app.store.history(&fingerprint).await?,
        "comments": app.store.comments(&fingerprint).await?,
    });
    app.page(&visitor, &page, data)
}

/// Says what a finding is. The form names the version that was seen; after a conflict nothing is written.
async fn judge(
    State(app): State<App>,
    visitor: Visitor,
    Path(fingerprint): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    let finding = look
        .snapshot
        .finding(&fingerprint)
        .ok_or(Failure::NotFound)?;
    let state = Judged::named(posted.text("state"))
        .ok_or_else(|| Failure::Refused("choose what the finding is".to_owned()))?;
    let version = posted
        .text("version")
        .parse()
        .map_err(|_| Failure::Refused("the form is broken; load the page again".to_owned()))?;
    let field = |name: &str| posted.get(name).map(|text| text.trim().to_owned());
    let change = Change {
        fingerprint: fingerprint.clone(),
        version,
        state: Some(state),
        reason: field("reason"),
        until: field("until"),
        owner: field("owner"),
        due: field("due"),
        rating: None,
        code: state::code(finding),
    };
    app.store
        .judge(&[change], &visitor.person, app.now())
        .await?;
    app.told().await?;
    Ok(Redirect::to(&format!("/finding/{}", segment(&fingerprint))).into_response())
}

async fn comment(
    State(app): State<App>,
    visitor: Visitor,
    Path(subject): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    if look.finding(&subject).is_none() && !look.snapshot.known.contains_key(&subject) {
        return Err(Failure::NotFound);
    }
    app.store
        .comment(&subject, posted.text("text"), &visitor.person, app.now())
        .await?;
    app.told().await?;
    Ok(Redirect::to(&format!("/finding/{}#comments", segment(&subject))).into_response())
}
