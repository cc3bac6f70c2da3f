//! The style and the script, which are part of the program.

use std::sync::LazyLock;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use sha2::{Digest as _, Sha256};

use crate::state::App;
use crate::store::hex;

const STYLE: &str = include_str!("../assets/style.css");
const SCRIPT: &str = include_str!("../assets/app.js");
/// Those of the application, the plan, the inspection and the lessons.
const PARTS_STYLE: &str = include_str!("../assets/parts.css");
const PARTS_SCRIPT: &str = include_str!("../assets/parts.js");
/// Those of the pages that people work on.
const REVIEW_STYLE: &str = include_str!("../assets/review.css");
const REVIEW_SCRIPT: &str = include_str!("../assets/review.js");
const ICON: &str = include_str!("../assets/icon.svg");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/assets/style.css", get(async || of("text/css", STYLE)))
        .route(
            "/assets/app.js",
            get(async || of("text/javascript", SCRIPT)),
        )
        .route(
            "/assets/parts.css",
            get(async || of("text/css", PARTS_STYLE)),
        )
        .route(
            "/assets/parts.js",
            get(async || of("text/javascript", PARTS_SCRIPT)),
        )
        .route(
            "/assets/review.css",
            get(async || of("text/css", REVIEW_STYLE)),
        )
        .route(
            "/assets/review.js",
            get(async || of("text/javascript", REVIEW_SCRIPT)),
        )
        .route("/assets/icon.svg", get(async || of("image/svg+xml", ICON)))
}

/// Changes whenever they do, and stands in their addresses, so that browsers may keep them.
pub(super) fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        for text in [
            STYLE,
            SCRIPT,
            PARTS_STYLE,
            PARTS_SCRIPT,
            REVIEW_STYLE,
            REVIEW_SCRIPT,
            ICON,
        ] {
            hash.update(text.as_bytes());
        }
        hex(hash.finalize().get(..6).unwrap_or_default())
    });
    &VERSION
}

fn of(kind: &'static str, text: &'static str) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, format!("{kind}; charset=utf-8"))],
        text,
    )
}
