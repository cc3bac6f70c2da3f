//! Reports of the review as it stands: what was judged away is listed as such, owners and days are in the plan,
//! risks are those that people gave, findings by hand are there.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde::Serialize;
use serde_json::json;

use super::{Failure, Page};
use crate::guard::Visitor;
use crate::listed::{self, Source};
use crate::state::{App, Look};
use crate::store::State as Judged;

/// What each format is for; others are listed without words.
const ABOUT: &[(&str, &str, &str)] = &[
    (
        "html",
        "Web page",
        "One file for everybody: summary, charts, plan, findings with their paths and lessons.",
    ),
    (
        "pdf",
        "PDF",
        "The same on paper, with numbered pages and a table of contents, for those who sign.",
    ),
    ("markdown", "Markdown", "For a wiki or a ticket."),
    (
        "csv",
        "Table",
        "One row for each finding, for a spreadsheet.",
    ),
    (
        "json",
        "JSON",
        "Everything, for programs; its format is described in the documentation.",
    ),
    ("sarif", "SARIF", "For GitHub, Azure DevOps and editors."),
    ("sonar", "SonarQube", "Generic issues to import."),
    ("gitlab", "GitLab", "A SAST report for merge requests."),
    ("junit", "JUnit", "For build servers."),
    (
        "github",
        "GitHub annotations",
        "Commands that mark lines of a pull request.",
    ),
    (
        "pr-comment",
        "Comment",
        "A short summary for a pull request.",
    ),
    ("terminal", "Text", "As a terminal shows it."),
];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/reports", get(show))
        .route("/reports/{format}", get(download))
}

#[derive(Serialize)]
struct Offer {
    format: String,
    file: String,
    title: String,
    about: &'static str,
}

async fn show(State(app): State<App>, visitor: Visitor, look: Look) -> Result<Response, Failure> {
    let place = |format: &str| ABOUT.iter().position(|(name, ..)| *name == format);
    let mut formats = app.reviewer.formats();
    formats.sort_by_key(|(format, _)| place(format).unwrap_or(usize::MAX));
    let offers = formats.into_iter().map(|(format, file)| {
        let about = ABOUT.iter().find(|(name, ..)| *name == format);
        Offer {
            title: about.map_or_else(|| format.clone(), |(_, title, _)| (*title).to_owned()),
            about: about.map_or("", |(.., about)| about),
            format,
            file,
        }
    });
    let today = look.today.to_string();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in listed::all(&look) {
        let mut count = |name, is: bool| *counts.entry(name).or_default() += usize::from(is);
        let is_there = matches!(one.source, Source::Scan | Source::Hand);
        let state = one.state();
        count(
            "counting",
            is_there
                && (one.is_to_do(&today)
                    || state == Judged::Repaired && one.source == Source::Scan),
        );
        count("open", is_there && state == Judged::Open);
        count("false_alarm", is_there && state == Judged::FalseAlarm);
        count(
            "accepted",
            is_there && state == Judged::Accepted && !one.is_expired(&today),
        );
        count(
            "by_hand",
            one.source == Source::Hand && state != Judged::Repaired,
        );
        count(
            "rated",
            is_there
                && one
                    .judgement
                    .is_some_and(|said| !said.rating_reason.is_empty()),
        );
        count(
            "assigned",
            is_there && one.is_to_do(&today) && !one.owner().is_empty(),
        );
    }
    let page = Page {
        at: "reports",
        title: "Reports",
        template: "reports.html",
    };
    let data = json!({
        "offers": offers.collect::<Vec<_>>(),
        "counts": counts,
        "scan": look.snapshot.scan,
        "problems": look.snapshot.seen.review.coverage.problems.len(),
    });
    app.page(&visitor, &page, data)
}

async fn download(
    State(app): State<App>,
    visitor: Visitor,
    look: Look,
    Path(format): Path<String>,
) -> Result<Response, Failure> {
    let formats = app.reviewer.formats();
    let (_, file) = formats
        .into_iter()
        .find(|(name, _)| *name == format)
        .ok_or(Failure::NotFound)?;
    let review = app.judged(&look).await?;
    let (reviewer, name) = (Arc::clone(&app.reviewer), format.clone());
    // A PDF of many findings takes seconds.
    let bytes = tokio::task::spawn_blocking(move || reviewer.report(&review, &name));
    let bytes = bytes
        .await
        .map_err(|_| Failure::Mistake("writing the report failed; please report it".to_owned()))?;
    let bytes = bytes.map_err(Failure::Refused)?;
    app.store
        .audit(&visitor.person, "report", &format, "", app.now())
        .await?;
    let kind = match format.as_str() {
        "pdf" => "application/pdf",
        "json" | "sarif" | "sonar" | "gitlab" => "application/json",
        // As text: what stands in a report is never part of the workbench.
        _ => "text/plain; charset=utf-8",
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}
