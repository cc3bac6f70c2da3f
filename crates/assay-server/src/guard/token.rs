//! Against forged requests: each form brings a token of its session back, and no other site may send one.

use axum::http::HeaderMap;
use sha2::{Digest as _, Sha256};

use super::{Posted, Visitor, host};
use crate::store::hex;
use crate::web::Failure;

/// The name of the field.
pub(crate) const FIELD: &str = "_token";

/// The token of a session; the session cannot be told from it.
pub(super) fn of(session: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"form of ");
    hash.update(session.as_bytes());
    hex(&hash.finalize())
}

/// True if a form has the visitor's token.
pub(super) fn is_right(visitor: &Visitor, posted: &Posted) -> bool {
    !visitor.token.is_empty()
        && posted
            .get(FIELD)
            .is_some_and(|given| is_same(given, &visitor.token))
}

/// Compares in a time that does not tell where they differ.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let digest = |text: &str| Sha256::digest(text.as_bytes());
    let pairs = digest(one).into_iter().zip(digest(other));
    pairs.fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}

/// What a browser says of the page that a form stands on has to be true for ours.
pub(super) fn ensure_own_site(names: &[String], headers: &HeaderMap) -> Result<(), Failure> {
    let of = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let is_own_origin = of("origin").is_none_or(|origin| {
        let host = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(|host| host::is_one(names, host))
    });
    let is_own_site =
        of("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    if is_own_origin && is_own_site {
        Ok(())
    } else {
        Err(Failure::Token)
    }
}
