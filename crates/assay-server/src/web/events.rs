//! Scans on request, and news for who looks at a page, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use futures_util::stream;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use super::{Failure, Page};
use crate::guard::Visitor;
use crate::state::{App, News};

/// So long a browser is told news until it has to ask again, which looks at its session once more.
const LONGEST: Duration = Duration::from_mins(10);

/// So many scans are told.
const SCANS: u32 = 100;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/events", get(events))
        .route("/scan", get(scans).post(scan))
}

async fn events(State(app): State<App>) -> Response {
    let ends = tokio::time::Instant::now() + LONGEST;
    let listener = app.listen();
    // What was told while the page was on its way.
    let missed = app.is_stale().then_some(News::Changed);
    let news = stream::unfold(
        (missed, listener),
        move |(missed, mut listener)| async move {
            if let Some(news) = missed {
                return Some((Ok(event(&news)), (None, listener)));
            }
            loop {
                match tokio::time::timeout_at(ends, listener.recv()).await {
                    Ok(Ok(news)) => {
                        return Some((Ok::<_, Infallible>(event(&news)), (None, listener)));
                    }
                    // Who is too slow misses some; the next one says what counts.
                    Ok(Err(RecvError::Lagged(_))) => {}
                    Ok(Err(RecvError::Closed)) | Err(_) => return None,
                }
            }
        },
    );
    Sse::new(news)
        .keep_alive(KeepAlive::default())
        .into_response()
}

fn event(news: &News) -> Event {
    let (name, text) = match news {
        News::Progress(words) => ("progress", words.clone()),
        News::Scanned(number) => ("scanned", number.to_string()),
        News::Failed(why) => ("failed", why.clone()),
        // Browsers drop what has no text.
        News::Changed => ("changed", "files changed".to_owned()),
        News::Said(stamp) => ("said", stamp.to_string()),
    };
    let text: Vec<String> = text.lines().map(assay_source::printable).collect();
    Event::default().event(name).data(text.join(" "))
}

/// The last scans, and how far the one is that runs.
async fn scans(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    let page = Page {
        at: "overview",
        title: "Scans",
        template: "scan.html",
    };
    let scans = app.store.scans(SCANS).await?;
    app.page(&visitor, &page, json!({ "scans": scans }))
}

async fn scan(State(app): State<App>, visitor: Visitor) -> Result<Response, Failure> {
    // If one runs already, that is what the page tells.
    app.begin_scan(&visitor.person);
    Ok(Redirect::to("/").into_response())
}
