//! What a form brings, read once, with a limit on its size and on the time that it takes.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest as _, FromRequestParts, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

use crate::web::Failure;

/// The largest form of somebody whom nobody knows yet.
const STRANGER: usize = 16 * 1024;
/// The largest form.
const FORM: usize = 1024 * 1024;
/// The largest file that is imported.
const IMPORT: usize = 64 * 1024 * 1024;
/// The most fields of a form.
const FIELDS: usize = 20_000;

/// The fields of a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Posted {
    fields: Vec<(String, String)>,
    /// The file that came with it, if one did.
    pub(crate) file: Vec<u8>,
}

impl Posted {
    /// The first field of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.as_str())
    }

    /// The first field of this name, without space around it; empty if there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default().trim()
    }

    /// The version of what its page showed, which a change names.
    pub(crate) fn version(&self) -> Result<i64, Failure> {
        let version = self.text("version").parse();
        version.map_err(|_| Failure::broken_form())
    }

    /// Every field of this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Posted {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // Only the guard puts one there, and only after it saw the token.
        parts
            .extensions
            .remove::<Self>()
            .ok_or(StatusCode::BAD_REQUEST)
    }
}

/// How large what is sent to an address may be.
pub(super) fn limit(path: &str, is_public: bool) -> usize {
    match path {
        _ if is_public => STRANGER,
        "/import" => IMPORT,
        _ => FORM,
    }
}

/// Reads a form, which may take so long.
pub(super) async fn read(
    request: &mut Request,
    limit: usize,
    patience: Duration,
) -> Result<Posted, Failure> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(Failure::TooLarge);
    }
    let kind = request.headers().get(header::CONTENT_TYPE).cloned();
    let kind_text = kind
        .as_ref()
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let body = std::mem::take(request.body_mut());
    let bytes = tokio::time::timeout(patience, to_bytes(body, limit))
        .await
        .map_err(|_| Failure::TooSlow)?
        .map_err(|_| Failure::TooLarge)?;
    if kind_text.starts_with("multipart/form-data") {
        let mut whole = Request::new(Body::from(bytes));
        // The limit is ours, and was kept already.
        DefaultBodyLimit::disable().apply(&mut whole);
        whole
            .headers_mut()
            .extend(kind.map(|kind| (header::CONTENT_TYPE, kind)));
        return parts(whole).await;
    }
    if !bytes.is_empty() && !kind_text.starts_with("application/x-www-form-urlencoded") {
        return Err(Failure::Refused("this is no form".to_owned()));
    }
    let fields = url::form_urlencoded::parse(&bytes)
        .take(FIELDS)
        .map(|(name, value)| (name.into_owned(), value.into_owned()));
    Ok(Posted {
        fields: fields.collect(),
        file: Vec::new(),
    })
}

async fn parts(request: Request) -> Result<Posted, Failure> {
    let broken = || Failure::Refused("the form is broken".to_owned());
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| broken())?;
    let mut posted = Posted::default();
    while let Some(field) = form.next_field().await.map_err(|_| broken())? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(|_| broken())?;
        if is_file {
            posted.file = bytes.to_vec();
        } else if posted.fields.len() < FIELDS {
            posted
                .fields
                .push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(posted)
}
