//! An application knows its users by a cookie, and nothing keeps forged requests out.

use assay_scan::check::routes::{Csrf, Route};
use assay_scan::check::{Context, Report};

use crate::checks::own_csrf::OwnChecks;
use crate::checks::views;

/// Reports applications with views that another site can make a user's browser call.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    if views::has_own_protection(ctx) || !OwnChecks::of(ctx).is_empty() {
        return;
    }
    for (number, application) in ctx.app.applications.iter().enumerate() {
        let at_risk = |route: &&Route| {
            route.application == Some(number)
                && route.changes_state()
                && route.csrf == Csrf::Unprotected
                && views::rests_on_cookies(route)
        };
        let mut open = ctx.routes().filter(at_risk);
        let Some(example) = open.next() else {
            continue;
        };
        let count = 1 + open.count();
        let name = if count == 1 {
            format!("`{}`", example.name)
        } else {
            format!("`{}` and {} more views", example.name, count - 1)
        };
        report
            .at_place(application.site, &name)
            .step(
                application.site,
                "the application is made here, and no protection is set up for it",
            )
            .step(
                example.place,
                "this view changes something for whoever is logged in",
            );
    }
}
