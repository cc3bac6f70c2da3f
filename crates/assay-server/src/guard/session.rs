//! The cookie that says who asks, and the one that says light or dark.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::state::App;
use crate::store::{self, Session};

/// Begins a session; a token that came with the request is never used, so nobody can fix one in advance.
pub(crate) async fn new_cookie(app: &App, session: &Session) -> store::Result<HeaderValue> {
    let token = store::random()? + &store::random()?;
    app.store.begin_session(&token, session, app.now()).await?;
    Ok(written(app, &token, ""))
}

/// Takes the cookie away.
pub(crate) fn ended_cookie(app: &App) -> HeaderValue {
    written(app, "", "; Max-Age=0")
}

fn written(app: &App, value: &str, more: &str) -> HeaderValue {
    let secure = if app.guard.is_secure { "; Secure" } else { "" };
    let text = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}",
        app.guard.cookie
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// The token of a session, if there is exactly one.
pub(super) fn token(name: &str, headers: &HeaderMap) -> Option<String> {
    let mut values = cookies(headers, name);
    let value = values.next()?;
    let is_token = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_token && values.next().is_none()).then(|| value.to_owned())
}

/// What somebody chose.
pub(super) fn theme(headers: &HeaderMap) -> &'static str {
    match cookies(headers, "assay-theme").next() {
        Some("dark") => "dark",
        Some("light") => "light",
        Some(_) | None => "",
    }
}

fn cookies<'a>(headers: &'a HeaderMap, wanted: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(move |(name, _)| *name == wanted)
        .map(|(_, value)| value)
}
