//! Flask-Cors is switched on, and nothing says for which sites: it takes every site then.

use assay_scan::check::{Call, Context, Report};

/// Settings that say for which sites.
const SETTINGS: [&str; 2] = ["CORS_ORIGINS", "CORS_RESOURCES"];

/// Reports where an application is given to Flask-Cors, unless an argument, an earlier one or a setting names sites.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    if SETTINGS
        .iter()
        .any(|key| ctx.app.settings.setting(key).is_some())
    {
        return;
    }
    for call in ctx.calls("flask_cors.CORS") {
        if is_given_application(&call) && !names_sites(&call) {
            report.at(call);
        }
    }
    // What an extension is made with holds for every application that it is given later.
    if ctx
        .calls("flask_cors.CORS")
        .any(|call| !is_given_application(&call) && names_sites(&call))
    {
        return;
    }
    for call in ctx.calls("flask_cors.CORS().init_app") {
        if !names_sites(&call) {
            report.at(call);
        }
    }
}

fn is_given_application(call: &Call<'_>) -> bool {
    call.positional(0).is_given() || call.argument("app").is_given()
}

fn names_sites(call: &Call<'_>) -> bool {
    call.unpacks()
        || ["origins", "origin", "resources"]
            .iter()
            .any(|name| call.argument(name).is_given())
}
