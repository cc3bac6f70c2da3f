//! The audit log, and the review as a file: export, import, backup.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use super::{Failure, Page};
use crate::guard::{Posted, Visitor};
use crate::state::App;
use crate::store::Location;

/// So many entries on a page.
const ROWS: u32 = 100;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/audit", get(show))
        .route("/audit/backup", post(backup))
        .route("/export", get(export))
        .route("/import", post(import))
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    page: u32,
    #[serde(default)]
    copied: bool,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let page = Page {
        at: "audit",
        title: "Log",
        template: "audit.html",
    };
    let mut entries = app
        .store
        .audited(ROWS + 1, wanted.page.saturating_mul(ROWS))
        .await?;
    let has_more = entries.len() > ROWS as usize;
    entries.truncate(ROWS as usize);
    let data = json!({
        "entries": entries,
        "page": wanted.page,
        "has_more": has_more,
        "is_file": matches!(app.options.store, Location::File(_)),
        "copied": wanted.copied,
    });
    app.page(&visitor, &page, data)
}

async fn export(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let now = app.now();
    let bundle = app.store.export(now).await?;
    app.store
        .audit(&visitor.person, "export", &app.options.project, "", now)
        .await?;
    let bytes = serde_json::to_vec(&bundle).map_err(|error| Failure::Mistake(error.to_string()))?;
    let name: String = app
        .options
        .project
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let day = bundle.at.get(..10).unwrap_or_default();
    let disposition = format!("attachment; filename=\"review-{name}-{day}.json\"");
    Ok((
        [
            (header::CONTENT_TYPE, "application/json".to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response())
}

async fn import(
    State(app): State<App>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Failure> {
    if posted.file.is_empty() {
        return Err(Failure::Refused(
            "choose the file of an exported review".to_owned(),
        ));
    }
    app.store
        .import(&posted.file, &visitor.person, app.now())
        .await?;
    app.forget();
    // What the file knows of findings is older than the code: a scan says what is there.
    app.begin_scan(&visitor.person);
    app.told().await?;
    Ok(Redirect::to("/").into_response())
}

/// A copy beside the store.
async fn backup(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let now = app.now();
    let Location::File(store) = &app.options.store else {
        return Err(Failure::Refused(
            "this store is a PostgreSQL database; use `pg_dump`, or export the review".to_owned(),
        ));
    };
    let moment: String = crate::store::moment(now)
        .chars()
        .filter(char::is_ascii_digit)
        .take(14)
        .collect();
    let copy = store.with_extension(format!("{moment}.backup.db"));
    app.store.backup(&copy).await?;
    app.store
        .audit(
            &visitor.person,
            "backup",
            &copy.display().to_string(),
            "",
            now,
        )
        .await?;
    Ok(Redirect::to("/audit?copied=true").into_response())
}
