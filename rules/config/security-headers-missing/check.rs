//! One finding for an application that sends none of the headers that make browsers careful.

use assay_scan::check::{Context, Report, Use};

use super::headers::is_sent;

/// How the headers are spelled where they are sent.
const HEADERS: [&str; 8] = [
    "x-content-type-options",
    "x_content_type_options",
    "strict-transport-security",
    "strict_transport_security",
    "x-frame-options",
    "x_frame_options",
    "talisman",
    "secure.headers",
];

/// How a content security policy is spelled; one that is sent takes care of frames.
const POLICY: [&str; 3] = [
    "content-security-policy",
    "content_security_policy",
    "frame-ancestors",
];

pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let settings = &ctx.app.settings;
    let Some((made, function)) = settings.made.first() else {
        return;
    };
    if !settings.is_whole || ctx.routes().next().is_none() {
        return;
    }
    // The rule about the policy speaks for pages that are sent without one.
    let is_told = settings.uses.contains(&Use::Pages) && !is_sent(ctx, &POLICY);
    if is_told || is_sent(ctx, &HEADERS) {
        return;
    }
    if let Some(function) = ctx.function(*function) {
        let headers = "X-Content-Type-Options, Strict-Transport-Security or X-Frame-Options";
        report.at_range(function, made.range, headers);
    }
}
