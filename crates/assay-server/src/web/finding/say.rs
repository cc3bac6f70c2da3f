//! What somebody says of one finding. Each form names the version that was seen; if somebody was faster,
//! nothing is written, and a page shows both and lets one choose.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::json;

use super::level;
use crate::guard::{Posted, Visitor};
use crate::listed::Filter;
use crate::state::App;
use crate::store::{self, Change, State as Judged};
use crate::web::render::segment;
use crate::web::{Failure, Page, code_of};

/// Says what a finding is, who repairs it and until when.
pub(super) async fn judge(
    State(app): State<App>,
    visitor: Visitor,
    Path(fingerprint): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let state = Judged::named(posted.text("state"))
        .ok_or_else(|| Failure::Refused("choose what the finding is".to_owned()))?;
    let field = |name: &str| posted.get(name).map(|text| text.trim().to_owned());
    let change = Change {
        state: Some(state),
        reason: field("reason"),
        until: field("until"),
        owner: field("owner"),
        due: field("due"),
        ..Change::default()
    };
    write(&app, &visitor, &fingerprint, &posted, change).await
}

/// Says who repairs a finding until when, and nothing else: what developers may say, too.
pub(super) async fn assign(
    State(app): State<App>,
    visitor: Visitor,
    Path(fingerprint): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let change = Change {
        owner: Some(posted.text("owner").to_owned()),
        due: Some(posted.text("due").to_owned()),
        ..Change::default()
    };
    write(&app, &visitor, &fingerprint, &posted, change).await
}

/// Says that impact or likelihood are otherwise than rated, or as rated.
pub(super) async fn rate(
    State(app): State<App>,
    visitor: Visitor,
    Path(fingerprint): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    let finding = look.finding(&fingerprint).ok_or(Failure::NotFound)?;
    let rating = if posted.get("as-rated").is_some() {
        Default::default()
    } else {
        let (impact, likelihood) = (
            level(posted.text("impact"))?,
            level(posted.text("likelihood"))?,
        );
        // What is as rated follows the rating when that changes.
        let own = |level: assay_finding::Level, rated| {
            if level == rated {
                String::new()
            } else {
                level.name().to_owned()
            }
        };
        let impact = own(impact, finding.rating.impact.level);
        let likelihood = own(likelihood, finding.rating.likelihood.level);
        let is_rated = impact.is_empty() && likelihood.is_empty();
        let reason = if is_rated {
            ""
        } else {
            posted.text("rating-reason")
        };
        (impact, likelihood, reason.to_owned())
    };
    let change = Change {
        rating: Some(rating),
        ..Change::default()
    };
    write(&app, &visitor, &fingerprint, &posted, change).await
}

async fn write(
    app: &App,
    visitor: &Visitor,
    fingerprint: &str,
    posted: &Posted,
    change: Change,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    let change = Change {
        fingerprint: fingerprint.to_owned(),
        version: posted.version()?,
        code: code_of(&look, fingerprint).ok_or(Failure::NotFound)?,
        ..change
    };
    let change = if is_assigning(&change) {
        // Nobody looked at the code for this.
        let code = look.judgement(fingerprint).code;
        Change { code, ..change }
    } else {
        change
    };
    match app
        .store
        .judge(std::slice::from_ref(&change), &visitor.person, app.now())
        .await
    {
        Ok(()) => {
            app.told().await?;
            Ok(Redirect::to(&next(posted, fingerprint)).into_response())
        }
        Err(store::Error::Conflict { .. }) => conflict(app, visitor, posted, &change).await,
        Err(error) => Err(error.into()),
    }
}

/// True if it is only said who repairs it until when.
fn is_assigning(change: &Change) -> bool {
    change.state.is_none() && change.rating.is_none()
}

/// Where it goes from here: the finding again, or the next of the list.
fn next(posted: &Posted, fingerprint: &str) -> String {
    let filter = Filter::of(posted.text("back"));
    let query = filter.query_of_page(filter.page);
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    let next = posted.text("next");
    let is_name = !next.is_empty()
        && next
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let to = if is_name && posted.text("then") == "next" {
        next
    } else {
        fingerprint
    };
    format!("/finding/{}{query}", segment(to))
}

/// The page that shows what somebody else said meanwhile, beside what was to be said.
async fn conflict(
    app: &App,
    visitor: &Visitor,
    posted: &Posted,
    wanted: &Change,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    let now = look.judgement(&wanted.fingerprint);
    let known = || {
        look.snapshot
            .known
            .get(&wanted.fingerprint)
            .map(|known| known.title.as_str())
    };
    let title = look
        .finding(&wanted.fingerprint)
        .map(|finding| look.title(finding))
        .or_else(known);
    let name = segment(&wanted.fingerprint);
    let to = if is_assigning(wanted) {
        format!("/assign/{name}")
    } else if wanted.rating.is_some() {
        format!("/finding/{name}/risk")
    } else {
        format!("/finding/{name}")
    };
    let mut rows = Vec::new();
    let mut row = |name: &str, now: &str, mine: Option<&str>| {
        let mine = mine.unwrap_or(now);
        if !now.is_empty() || !mine.is_empty() {
            rows.push(json!({ "name": name, "now": now, "mine": mine, "differs": now != mine }));
        }
    };
    row("State", now.state.title(), wanted.state.map(Judged::title));
    row("Reason", &now.reason, wanted.reason.as_deref());
    row("Accepted until", &now.until, wanted.until.as_deref());
    row("Owner", &now.owner, wanted.owner.as_deref());
    row("Due", &now.due, wanted.due.as_deref());
    if let Some((impact, likelihood, reason)) = &wanted.rating {
        let or = |level: &str| {
            if level.is_empty() {
                "as rated".to_owned()
            } else {
                level.to_owned()
            }
        };
        row("Impact", &or(&now.impact), Some(&or(impact)));
        row("Likelihood", &or(&now.likelihood), Some(&or(likelihood)));
        row("Reason of the rating", &now.rating_reason, Some(reason));
    }
    let names = [
        "state",
        "reason",
        "until",
        "owner",
        "due",
        "impact",
        "likelihood",
        "rating-reason",
        "as-rated",
        "back",
    ];
    let fields = names
        .iter()
        .filter_map(|name| Some((*name, posted.get(name)?)));
    let data = json!({
        "fingerprint": wanted.fingerprint,
        "title": title.unwrap_or_default(),
        "who": now.who,
        "at": now.at,
        "version": now.version,
        "rows": rows,
        "fields": fields.collect::<Vec<_>>(),
        "to": to,
    });
    let page = Page {
        at: "findings",
        title: "Somebody else was faster",
        template: "conflict.html",
    };
    let mut response = app.page(visitor, &page, data)?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

/// Writes a comment.
pub(super) async fn comment(
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
    Ok(Redirect::to(&format!("{}#history", next(&posted, &subject))).into_response())
}
