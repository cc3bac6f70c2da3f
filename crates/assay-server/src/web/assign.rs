//! Who repairs a finding until when: what developers may say, too.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;

use super::Failure;
use super::render::segment;
use crate::guard::{Posted, Visitor};
use crate::state::App;
use crate::store::Change;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/assign/{fingerprint}", post(assign))
}

async fn assign(
    State(app): State<App>,
    visitor: Visitor,
    Path(fingerprint): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let look = app.look().await?.ok_or(Failure::NotFound)?;
    look.finding(&fingerprint).ok_or(Failure::NotFound)?;
    let change = Change {
        fingerprint: fingerprint.clone(),
        version: posted.version()?,
        owner: Some(posted.text("owner").to_owned()),
        due: Some(posted.text("due").to_owned()),
        // The code was not judged anew.
        code: look.judgement(&fingerprint).code,
        ..Change::default()
    };
    app.store
        .judge(&[change], &visitor.person, app.now())
        .await?;
    app.told().await?;
    Ok(Redirect::to(&format!("/finding/{}", segment(&fingerprint))).into_response())
}
