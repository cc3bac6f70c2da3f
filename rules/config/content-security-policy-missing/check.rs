//! One finding for an application whose pages are sent without a policy.

use assay_scan::check::{Context, Report, Use};

use super::headers::is_sent;

/// How a policy is spelled where it is sent: in code, templates and configurations of proxies.
const SPELLINGS: [&str; 6] = [
    "content-security-policy",
    "content_security_policy",
    "contentsecuritypolicy",
    "talisman",
    "seasurf_csp",
    "secure.headers",
];

pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let settings = &ctx.app.settings;
    let Some((made, function)) = settings.made.first() else {
        return;
    };
    let sends_pages = settings.uses.contains(&Use::Pages);
    if !settings.is_whole || !sends_pages || is_sent(ctx, &SPELLINGS) {
        return;
    }
    if let Some(function) = ctx.function(*function) {
        report.at_range(function, made.range, "Content-Security-Policy");
    }
}
