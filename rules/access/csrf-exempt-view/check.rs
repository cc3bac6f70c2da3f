//! A view is taken out of the application's protection against forged requests, though cookies make its sender known.

use assay_scan::check::routes::Csrf;
use assay_scan::check::{Context, Report};

use crate::checks::views;

/// Reports exempted views that change something for whoever is logged in.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for route in ctx.routes() {
        if let Csrf::Exempt { span } = route.csrf
            && route.changes_state()
            && views::rests_on_cookies(route)
        {
            report.at_place(span, &route.name).step(
                route.place,
                "this view changes something for whoever is logged in",
            );
        }
    }
}
