//! Who may log in, and one's own password.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde_json::json;

use super::login::check;
use super::{Failure, Page};
use crate::guard::{Posted, Visitor};
use crate::state::App;
use crate::store::Role;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people", get(show).post(add))
        .route("/people/{name}", post(change))
        .route("/password", get(own).post(renew))
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let page = Page {
        at: "people",
        title: "People",
        template: "people.html",
    };
    let data = json!({
        "people": app.store.people().await?,
        "roles": Role::ALL.map(Role::name),
    });
    app.page(&visitor, &page, data)
}

async fn add(
    State(app): State<App>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Failure> {
    let name = posted.text("name");
    let role = role(&posted)?;
    if app
        .store
        .people()
        .await?
        .iter()
        .any(|person| person.name == name)
    {
        return Err(Failure::Refused(format!(
            "{name} may log in already; change the role below, or take another name"
        )));
    }
    keep(
        &app,
        &visitor,
        name,
        role,
        posted.get("password").unwrap_or_default(),
    )
    .await?;
    Ok(Redirect::to("/people").into_response())
}

async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let role = role(&posted)?;
    let password = posted.get("password").unwrap_or_default();
    if password.is_empty() {
        let active = posted.text("active") == "yes";
        app.store.change_person(&name, role, active).await?;
        let told = if active {
            role.name()
        } else {
            "may no longer log in"
        };
        app.store
            .audit(&visitor.person, "person", &name, told, app.now())
            .await?;
    } else {
        keep(&app, &visitor, &name, role, password).await?;
    }
    Ok(Redirect::to("/people").into_response())
}

async fn keep(
    app: &App,
    visitor: &Visitor,
    name: &str,
    role: Role,
    password: &str,
) -> Result<(), Failure> {
    app.store
        .put_person(name, role, password, app.now())
        .await?;
    app.store
        .audit(&visitor.person, "person", name, role.name(), app.now())
        .await?;
    Ok(())
}

async fn own(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    if !app.options.has_logins() {
        return Err(Failure::NotFound);
    }
    let page = Page {
        at: "",
        title: "Your password",
        template: "password.html",
    };
    app.page(&visitor, &page, ())
}

/// A new password needs the old one, so that an open browser is not enough to take an account over.
async fn renew(
    State(app): State<App>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Failure> {
    let person = check(
        &app,
        &visitor.person,
        posted.get("old").unwrap_or_default(),
        visitor.from,
    )
    .await?;
    let Some(person) = person else {
        return Err(Failure::Refused(
            "the old password is wrong; nothing was changed".to_owned(),
        ));
    };
    if posted.get("new") != posted.get("again") {
        return Err(Failure::Refused(
            "the two new passwords are not the same; nothing was changed".to_owned(),
        ));
    }
    keep(
        &app,
        &visitor,
        &person.name,
        person.role,
        posted.get("new").unwrap_or_default(),
    )
    .await?;
    // Every session of this person is over, this one too.
    Ok(Redirect::to("/login").into_response())
}

fn role(posted: &Posted) -> Result<Role, Failure> {
    Role::named(posted.text("role")).ok_or_else(|| Failure::Refused("choose a role".to_owned()))
}
