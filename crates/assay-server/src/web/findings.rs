//! All findings, as a list.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use serde_json::json;

use super::{Failure, Page};
use crate::guard::Visitor;
use crate::state::App;

/// So many on a page.
const ROWS: usize = 100;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/findings", get(show))
}

#[derive(Serialize)]
struct Row<'a> {
    fingerprint: &'a str,
    risk: &'static str,
    title: &'a str,
    place: String,
    state: &'static str,
    state_title: &'static str,
    comments: i64,
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let look = match super::look(&app, &visitor).await? {
        Ok(look) => look,
        Err(waiting) => return Ok(waiting),
    };
    let rows = look.findings().take(ROWS).map(|finding| {
        let state = look.state(&finding.fingerprint);
        Row {
            fingerprint: &finding.fingerprint,
            risk: look.risk(finding).name(),
            title: look.title(finding),
            place: format!("{}:{}", finding.place.path, finding.place.start.line),
            state: state.name(),
            state_title: state.title(),
            comments: look
                .marks
                .comments
                .get(&finding.fingerprint)
                .copied()
                .unwrap_or(0),
        }
    });
    let page = Page {
        at: "findings",
        title: "Findings",
        template: "findings.html",
    };
    let rows: Vec<Row<'_>> = rows.collect();
    app.page(
        &visitor,
        &page,
        json!({ "rows": rows, "all": look.findings().count() }),
    )
}
