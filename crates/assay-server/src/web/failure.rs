//! What pages answer when they cannot do what was asked: a status, and words that tell what to do.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Page;
use crate::guard::Visitor;
use crate::state::App;
use crate::store::{self, Role};

/// Why a request comes to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There is no such page.
    NotFound,
    /// There is no such method here.
    Method,
    /// Nobody knows who asks.
    Unknown,
    /// Who asks may not.
    Forbidden(Role),
    /// The form does not come from a page of ours.
    Token,
    /// Another name than ours was asked.
    Misdirected,
    /// It came without encryption, where it has to be encrypted.
    Unencrypted,
    /// What was sent is too large.
    TooLarge,
    /// What was sent took too long.
    TooSlow,
    /// Too many wrong tries.
    TooOften,
    /// What was asked makes no sense or is not allowed, in words.
    Refused(String),
    /// Somebody else was faster, in words.
    Conflict(String),
    /// The store failed, in words.
    Store(String),
    /// We made a mistake, in words for us.
    Mistake(String),
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Refused(text) => Self::Refused(text),
            error @ store::Error::Conflict { .. } => Self::Conflict(error.to_string()),
            error @ (store::Error::Database { .. }
            | store::Error::Newer { .. }
            | store::Error::Address(_)
            | store::Error::File { .. }) => Self::Store(error.to_string()),
        }
    }
}

impl Failure {
    /// What is sent is not what a page of ours sends.
    pub(crate) fn broken_form() -> Self {
        Self::Refused("the form is broken; load the page again".to_owned())
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unknown => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) | Self::Token | Self::Unencrypted => StatusCode::FORBIDDEN,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused(_) => StatusCode::BAD_REQUEST,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Store(_) | Self::Mistake(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::NotFound => "There is no such page",
            Self::Method => "This cannot be done here",
            Self::Unknown => "Who are you?",
            Self::Forbidden(_) => "This is not allowed",
            Self::Token => "This form is not one of ours",
            Self::Misdirected => "This is not the name of this workbench",
            Self::Unencrypted => "This connection is not encrypted",
            Self::TooLarge => "This is too large",
            Self::TooSlow => "This took too long",
            Self::TooOften => "Too many wrong tries",
            Self::Refused(_) => "Something is missing",
            Self::Conflict(_) => "Somebody else was faster",
            Self::Store(_) => "The store could not be used",
            Self::Mistake(_) => "We made a mistake",
        }
    }

    fn text(&self, has_logins: bool) -> String {
        match self {
            Self::NotFound => "It may be that the finding or file is not part of this project any more.".to_owned(),
            Self::Method => "Go back and use the buttons of the page.".to_owned(),
            Self::Unknown if has_logins => "Log in first.".to_owned(),
            Self::Unknown => "Open the address that `assay review` printed, with its key; each start has a new one.".to_owned(),
            Self::Forbidden(role) => format!("Only somebody who is at least {role} may do this. Nothing was changed."),
            Self::Token => "Nothing was changed. If you sent it yourself, go back, load the page again and send it once more.".to_owned(),
            Self::Misdirected => "Open the address as it was printed.".to_owned(),
            Self::Unencrypted => "Open the address of the proxy, with https.".to_owned(),
            Self::TooLarge => "Nothing was changed.".to_owned(),
            Self::TooSlow => "Nothing was changed. Try again.".to_owned(),
            Self::TooOften => "Wait a quarter of an hour.".to_owned(),
            Self::Refused(text) | Self::Conflict(text) => sentence(text),
            Self::Store(text) | Self::Mistake(text) => sentence(text),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        // The guard makes a page of it, because it knows who asks.
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The page of a failure.
pub(crate) fn error_page(app: &App, visitor: &Visitor, failure: &Failure) -> Response {
    let page = Page {
        at: "",
        title: failure.title(),
        template: "error.html",
    };
    let data = json!({
        "text": failure.text(app.options.has_logins()),
        "is_known": !visitor.person.is_empty(),
    });
    let mut response = app
        .page(visitor, &page, data)
        .unwrap_or_else(|_| failure.title().into_response());
    *response.status_mut() = failure.status();
    response
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    let text: String = first.into_iter().flatten().chain(letters).collect();
    if text.ends_with('.') {
        text
    } else {
        text + "."
    }
}
