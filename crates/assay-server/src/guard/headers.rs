//! What every answer says to the browser: no script but ours, no frame, no other site.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Puts them into an answer.
pub(super) fn harden(headers: &mut HeaderMap, is_asset: bool, is_secure: bool) {
    let mut say = |name: &'static str, value: &'static str| {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    };
    say("content-security-policy", POLICY);
    say("x-content-type-options", "nosniff");
    say("x-frame-options", "DENY");
    // Nothing to other sites; with less, browsers would hide from us where a form comes from.
    say("referrer-policy", "same-origin");
    say("cross-origin-opener-policy", "same-origin");
    say("cross-origin-resource-policy", "same-origin");
    say(
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    if is_secure {
        say("strict-transport-security", "max-age=31536000");
    }
    // Pages show what is wrong with an application: no copy stays behind. Assets have their version in the address.
    let kept = if is_asset {
        "private, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
}
