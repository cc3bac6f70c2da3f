//! The pages. Each is server-rendered and works without script where it can.
//!
//! To add a page:
//! 1. a file here with `pub(super) fn routes() -> Router<App>`, and one line in [`router`] that merges it;
//! 2. a template in `src/templates/`, which extends `layout.html`, and one line in `TEMPLATES`;
//! 3. a handler that takes `State<App>`, `Visitor`, a [`Look`], which is one consistent state, and what axum offers,
//!    and ends with `app.page(&visitor, &Page { … }, data)`; the template sees `data` as `page`.
//!
//! A form is a POST: it has `{{ token() }}` inside (the guard refuses it otherwise), the handler takes [`Posted`](crate::guard::Posted)
//! instead of a body, does its work through `app.store`, and ends with `Redirect::to`.
//! Who may send it stands in `guard/roles.rs`: reviewers, unless the address is listed there.
//! Errors are [`Failure`]s; `?` works on results of the store, and a conflict becomes a page of its own.
//! `HTML` is escaped by the templates; nothing is ever marked safe. Source text goes through [`code::lines`].

mod asked;
mod assets;
mod audit;
mod browse;
pub(crate) mod code;
mod dependencies;
mod events;
mod failure;
mod finding;
mod findings;
mod inspection;
mod lessons;
mod login;
mod manual;
mod overview;
mod people;
mod plan;
mod prose;
mod render;
mod reports;
mod routes;
mod settings;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};

pub(crate) use failure::{Failure, error_page};
pub(crate) use render::{Page, Templates};

use crate::guard::{Visitor, guard};
use crate::state::{self, App, Look};

/// Every template by its name.
const TEMPLATES: &[(&str, &str)] = &[
    ("answer.html", include_str!("../templates/answer.html")),
    ("assign.html", include_str!("../templates/assign.html")),
    ("audit.html", include_str!("../templates/audit.html")),
    ("calendar.html", include_str!("../templates/calendar.html")),
    ("card.html", include_str!("../templates/card.html")),
    (
        "dependencies.html",
        include_str!("../templates/dependencies.html"),
    ),
    ("done.html", include_str!("../templates/done.html")),
    ("error.html", include_str!("../templates/error.html")),
    ("finding.html", include_str!("../templates/finding.html")),
    ("findings.html", include_str!("../templates/findings.html")),
    (
        "inspection.html",
        include_str!("../templates/inspection.html"),
    ),
    ("layout.html", include_str!("../templates/layout.html")),
    ("lesson.html", include_str!("../templates/lesson.html")),
    ("lessons.html", include_str!("../templates/lessons.html")),
    ("conflict.html", include_str!("../templates/conflict.html")),
    (
        "conflicts.html",
        include_str!("../templates/conflicts.html"),
    ),
    ("file.html", include_str!("../templates/file.html")),
    ("folder.html", include_str!("../templates/folder.html")),
    ("login.html", include_str!("../templates/login.html")),
    ("macros.html", include_str!("../templates/macros.html")),
    (
        "macros_review.html",
        include_str!("../templates/macros_review.html"),
    ),
    ("manual.html", include_str!("../templates/manual.html")),
    ("overview.html", include_str!("../templates/overview.html")),
    ("parts.html", include_str!("../templates/parts.html")),
    ("password.html", include_str!("../templates/password.html")),
    ("people.html", include_str!("../templates/people.html")),
    ("plan.html", include_str!("../templates/plan.html")),
    (
        "plan-head.html",
        include_str!("../templates/plan-head.html"),
    ),
    ("routes.html", include_str!("../templates/routes.html")),
    ("settings.html", include_str!("../templates/settings.html")),
    ("spot.html", include_str!("../templates/spot.html")),
    ("topic.html", include_str!("../templates/topic.html")),
    ("reports.html", include_str!("../templates/reports.html")),
    ("scan.html", include_str!("../templates/scan.html")),
    ("waiting.html", include_str!("../templates/waiting.html")),
];

/// All pages, behind the guard.
pub(crate) fn router(app: App) -> Router {
    Router::new()
        .merge(assets::routes())
        .merge(audit::routes())
        .merge(dependencies::routes())
        .merge(browse::routes())
        .merge(events::routes())
        .merge(finding::routes())
        .merge(findings::routes())
        .merge(inspection::routes())
        .merge(lessons::routes())
        .merge(login::routes())
        .merge(manual::routes())
        .merge(overview::routes())
        .merge(people::routes())
        .merge(plan::routes())
        .merge(routes::routes())
        .merge(settings::routes())
        .merge(reports::routes())
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(async || Failure::Method)
        .layer(from_fn_with_state(app.clone(), guard))
        .with_state(app)
}

/// What a page reads; without any, the page that tells how far the first scan is takes its place.
impl FromRequestParts<App> for Look {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let look = app.look().await.map_err(Failure::from);
        if let Some(look) = look.map_err(IntoResponse::into_response)? {
            return Ok(look);
        }
        let visitor = Visitor::from_request_parts(parts, app).await;
        let visitor = visitor.map_err(IntoResponse::into_response)?;
        Err(overview::waiting(app, &visitor).unwrap_or_else(IntoResponse::into_response))
    }
}

/// A hash of the code of a finding, also of one that is gone; `None` if there never was such a finding.
pub(crate) fn code_of(look: &Look, fingerprint: &str) -> Option<String> {
    let known = || {
        let known = look.snapshot.known.get(fingerprint);
        known.map(|known| known.code.clone())
    };
    look.finding(fingerprint).map(state::code).or_else(known)
}
