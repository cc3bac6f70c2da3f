//! Who may ask for anything: every request passes here first, and every answer last.
//!
//! In this order: whether the connection is encrypted as far as a trusted proxy tells, the name that was asked (against rebinding), the session, the role, where a form comes from,
//! its size, its token. What is not allowed ends here; no page has to think of it.

mod body;
mod client;
mod headers;
mod host;
mod limit;
mod roles;
mod session;
mod token;

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse as _, Redirect, Response};

pub(crate) use body::Posted;
pub use client::Network;
pub(crate) use limit::Limiter;
pub(crate) use session::{ended_cookie, new_cookie};

use self::client::Client;
use crate::Options;
use crate::state::App;
use crate::store::{Role, Session};
use crate::web::{self, Failure};

/// What the guard knows.
pub(crate) struct Guard {
    /// The names under which we answer, with their ports.
    names: Vec<String>,
    /// What opens a session without a login; only where nobody logs in.
    key: Option<String>,
    /// The name of the cookie, which is ours alone on this machine.
    cookie: String,
    /// True if the cookie may travel encrypted only.
    is_secure: bool,
    /// The proxies whose word is taken.
    proxies: Vec<Network>,
    pub(crate) logins: Limiter,
}

impl Guard {
    /// For a server that listens at this port.
    pub(crate) fn new(options: &Options, port: u16, key: Option<String>) -> Self {
        let is_secure = options.tls.is_some() || options.behind.is_some();
        let cookie = if is_secure {
            "__Host-assay".to_owned()
        } else {
            // Cookies know no ports: two workbenches on one machine must not end each other's sessions.
            format!("assay-{port}")
        };
        Self {
            names: host::names(options, port),
            key,
            cookie,
            is_secure,
            proxies: options.proxies.clone(),
            logins: Limiter::default(),
        }
    }
}

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// The name.
    pub(crate) person: String,
    /// What they may do.
    pub(crate) role: Role,
    /// What every form has to bring back.
    pub(crate) token: String,
    /// The session, to end it.
    pub(crate) session: String,
    /// `dark`, `light`, or nothing for what the machine says.
    pub(crate) theme: &'static str,
    /// From where they ask.
    pub(crate) from: IpAddr,
}

impl Visitor {
    /// Nobody.
    pub(crate) fn nobody(theme: &'static str, from: IpAddr) -> Self {
        Self {
            person: String::new(),
            role: Role::Reader,
            token: String::new(),
            session: String::new(),
            theme,
            from,
        }
    }

    /// True if they may do what this role may.
    pub(crate) fn may(&self, role: Role) -> bool {
        !self.person.is_empty() && self.role >= role
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // Only the guard puts one there: without it nobody is let in.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(StatusCode::UNAUTHORIZED)
    }
}

/// Lets a request pass or answers it.
pub(crate) async fn guard(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let theme = session::theme(request.headers());
    let is_asset = request.uri().path().starts_with("/assets/");
    let client = Client::of(&app.guard.proxies, peer, request.headers());
    let mut visitor = Visitor::nobody(theme, client.address);
    let answer = if client.is_encrypted {
        pass(&app, request, next, &mut visitor).await
    } else {
        Err(Failure::Unencrypted)
    };
    let mut response = match answer {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    };
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        let cookies: Vec<_> = response
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .cloned()
            .collect();
        response = web::error_page(&app, &visitor, &failure);
        for cookie in cookies {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    headers::harden(response.headers_mut(), is_asset, app.guard.is_secure);
    response
}

async fn pass(
    app: &App,
    mut request: Request,
    next: Next,
    visitor: &mut Visitor,
) -> Result<Response, Failure> {
    if !host::is_ours(&app.guard.names, request.headers(), request.uri()) {
        return Err(Failure::Misdirected);
    }
    let path = request.uri().path().to_owned();
    if path.starts_with("/assets/") {
        return Ok(next.run(request).await);
    }
    if let Some(answer) = exchange_key(app, request.uri()).await? {
        return Ok(answer);
    }
    if let Some(token) = session::token(&app.guard.cookie, request.headers())
        && let Some(found) = app.store.session(&token, app.now()).await?
    {
        visitor.person = found.person;
        visitor.role = found.role;
        visitor.token = token::of(&token);
        visitor.session = token;
    }
    let is_public = path == "/login" && app.options.has_logins();
    if visitor.person.is_empty() && !is_public {
        return refuse_unknown(app, request.method(), request.uri());
    }
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_public && !visitor.may(roles::needed(is_reading, &path)) {
        return Err(Failure::Forbidden(roles::needed(is_reading, &path)));
    }
    if !is_reading {
        if *request.method() != Method::POST {
            return Err(Failure::Method);
        }
        token::ensure_own_site(&app.guard.names, request.headers())?;
        let posted = body::read(
            &mut request,
            body::limit(&path, is_public),
            app.options.limits.form,
        )
        .await?;
        if !is_public && !token::is_right(visitor, &posted) {
            return Err(Failure::Token);
        }
        request.extensions_mut().insert(posted);
    }
    request.extensions_mut().insert(visitor.clone());
    Ok(next.run(request).await)
}

/// The key in the printed address becomes a session, and vanishes from the address.
async fn exchange_key(app: &App, uri: &Uri) -> Result<Option<Response>, Failure> {
    let Some(expected) = &app.guard.key else {
        return Ok(None);
    };
    let query = uri.query().unwrap_or_default();
    let given = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "key");
    let Some((_, given)) = given.filter(|_| uri.path() == "/") else {
        return Ok(None);
    };
    if !token::is_same(&given, expected) {
        return Err(Failure::Unknown);
    }
    let session = Session {
        person: app.options.person.clone(),
        role: Role::Admin,
    };
    let cookie = new_cookie(app, &session).await?;
    // No redirect: a browser that was sent here by something else would leave the cookie out on the way.
    let page = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Assay</title>\
        <meta http-equiv=\"refresh\" content=\"0;url=/\"><p><a href=\"/\">To the review</a></html>";
    Ok(Some(
        ([(header::SET_COOKIE, cookie)], Html(page)).into_response(),
    ))
}

fn refuse_unknown(app: &App, method: &Method, uri: &Uri) -> Result<Response, Failure> {
    if app.options.has_logins() && *method == Method::GET && uri.path() != "/events" {
        return Ok(Redirect::to("/login").into_response());
    }
    Err(Failure::Unknown)
}
