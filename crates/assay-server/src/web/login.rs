//! Logging in and out, and the choice of light or dark.

use std::net::IpAddr;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde_json::json;
use tokio::sync::Semaphore;

use super::{Failure, Page};
use crate::guard::{Posted, Visitor, ended_cookie, new_cookie};
use crate::state::App;
use crate::store::{Person, Session, is_password};

/// So many passwords are looked at at once: each takes memory and time by design.
static CHECKS: Semaphore = Semaphore::const_new(2);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/login", get(form).post(login))
        .route("/logout", post(logout))
        .route("/theme", post(theme))
}

async fn form(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    page(&app, &visitor, false)
}

fn page(app: &App, visitor: &Visitor, is_wrong: bool) -> Result<Response, Failure> {
    let page = Page {
        at: "",
        title: "Log in",
        template: "login.html",
    };
    app.page(visitor, &page, json!({ "wrong": is_wrong }))
}

async fn login(
    State(app): State<App>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Failure> {
    let name = posted.text("name").to_owned();
    let Some(person) = check(
        &app,
        &name,
        posted.get("password").unwrap_or_default(),
        visitor.from,
    )
    .await?
    else {
        let mut response = page(&app, &visitor, true)?;
        *response.status_mut() = axum::http::StatusCode::UNAUTHORIZED;
        return Ok(response);
    };
    // Whatever session there was ends: one that somebody else knows must not become a better one.
    if !visitor.session.is_empty() {
        app.store.end_session(&visitor.session).await?;
    }
    let session = Session {
        person: person.name,
        role: person.role,
    };
    let cookie = new_cookie(&app, &session).await?;
    let now = app.now();
    app.store.logged_in(&session.person, now).await?;
    app.store
        .audit(&session.person, "login", &visitor.from.to_string(), "", now)
        .await?;
    Ok((
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        Redirect::to("/"),
    )
        .into_response())
}

/// The person of this name, if that is the password; a wrong one counts, and is written down.
pub(super) async fn check(
    app: &App,
    name: &str,
    password: &str,
    from: IpAddr,
) -> Result<Option<Person>, Failure> {
    let logins = &app.guard.logins;
    if logins.is_full(name, from) {
        return Err(Failure::TooOften);
    }
    logins.count(name, from);
    let (person, kept) = match app.store.login(name).await? {
        Some((person, kept)) => (Some(person), kept),
        // Somebody who does not exist takes as long as somebody who does.
        None => (None, app.nobody.to_string()),
    };
    let password = password.to_owned();
    let turn = CHECKS.acquire().await;
    let is_right = tokio::task::spawn_blocking(move || is_password(&password, &kept))
        .await
        .unwrap_or(false);
    drop(turn);
    let person = person.filter(|person| is_right && person.active);
    if person.is_some() {
        logins.forgive(name, from);
    } else {
        let from = from.to_string();
        app.store
            .audit(&short(name), "login refused", &from, "", app.now())
            .await?;
    }
    Ok(person)
}

async fn logout(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    app.store.end_session(&visitor.session).await?;
    app.store
        .audit(&visitor.person, "logout", "", "", app.now())
        .await?;
    let to = if app.options.has_logins() {
        "/login"
    } else {
        "/"
    };
    Ok((
        AppendHeaders([(header::SET_COOKIE, ended_cookie(&app))]),
        Redirect::to(to),
    )
        .into_response())
}

async fn theme(posted: Posted) -> Response {
    let theme = match posted.text("theme") {
        "dark" => "dark",
        "light" => "light",
        _ => "",
    };
    let cookie =
        format!("assay-theme={theme}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000");
    // Only an address of ours, and none that a browser could read as another site's.
    let back = posted.text("back");
    let is_ours =
        back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\n', '\r']);
    let back = if is_ours && back.is_ascii() {
        back
    } else {
        "/"
    };
    (
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        Redirect::to(back),
    )
        .into_response()
}

fn short(name: &str) -> String {
    let name: String = name.chars().take(64).collect();
    assay_source::printable(&name)
}
