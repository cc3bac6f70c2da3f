//! The pages. Each is server-rendered and works without script where it can.
//!
//! To add a page:
//! 1. a file here with `pub(super) fn routes() -> Router<App>`, and one line in [`router`] that merges it;
//! 2. a template in `src/templates/`, which extends `layout.html`, and one line in `TEMPLATES`;
//! 3. a handler that takes `State<App>`, `Visitor` and what axum offers, asks `app.look()` (see [`look`]) for one
//!    consistent state, and ends with `app.page(&visitor, &Page { … }, data)`; the template sees `data` as `page`.
//!
//! A form is a POST: it has `{{ token() }}` inside (the guard refuses it otherwise), the handler takes [`Posted`](crate::guard::Posted)
//! instead of a body, does its work through `app.store`, and ends with `Redirect::to`.
//! Who may send it stands in `guard/roles.rs`: reviewers, unless the address is listed there.
//! Errors are [`Failure`]s; `?` works on results of the store, and a conflict becomes a page of its own.
//! `HTML` is escaped by the templates; nothing is ever marked safe. Source text goes through [`code::lines`].

mod assets;
mod audit;
pub(crate) mod code;
mod events;
mod failure;
mod finding;
mod findings;
mod login;
mod overview;
mod people;
mod render;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;

pub(crate) use failure::{Failure, error_page};
pub(crate) use render::{Page, Templates};

use crate::guard::{Visitor, guard};
use crate::state::{App, Look};

/// Every template by its name.
const TEMPLATES: &[(&str, &str)] = &[
    ("layout.html", include_str!("../templates/layout.html")),
    ("audit.html", include_str!("../templates/audit.html")),
    ("error.html", include_str!("../templates/error.html")),
    ("finding.html", include_str!("../templates/finding.html")),
    ("findings.html", include_str!("../templates/findings.html")),
    ("login.html", include_str!("../templates/login.html")),
    ("macros.html", include_str!("../templates/macros.html")),
    ("overview.html", include_str!("../templates/overview.html")),
    ("password.html", include_str!("../templates/password.html")),
    ("people.html", include_str!("../templates/people.html")),
    ("waiting.html", include_str!("../templates/waiting.html")),
];

/// All pages, behind the guard.
pub(crate) fn router(app: App) -> Router {
    Router::new()
        .merge(assets::routes())
        .merge(audit::routes())
        .merge(events::routes())
        .merge(finding::routes())
        .merge(findings::routes())
        .merge(login::routes())
        .merge(overview::routes())
        .merge(people::routes())
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(async || Failure::Method)
        .layer(from_fn_with_state(app.clone(), guard))
        .with_state(app)
}

/// What a page reads, or the page that tells how far the first scan is.
pub(crate) async fn look(app: &App, visitor: &Visitor) -> Result<Result<Look, Response>, Failure> {
    match app.look().await? {
        Some(look) => Ok(Ok(look)),
        None => Ok(Err(overview::waiting(app, visitor)?)),
    }
}
