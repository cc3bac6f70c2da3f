//! Sessions that outlive the browser, in an application that says nowhere for how long.

use assay_scan::check::{Context, Report};

/// Reports where a session is made permanent.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let settings = &ctx.app.settings;
    if settings.is_open || settings.setting("PERMANENT_SESSION_LIFETIME").is_some() {
        return;
    }
    for write in ctx.writes("flask.session.permanent") {
        if write.value().is_true() {
            report.at_write(write);
        }
    }
}
