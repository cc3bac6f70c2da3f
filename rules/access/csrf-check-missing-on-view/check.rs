//! The project has a check of its own against forged requests, and a view that changes something stands beside it.

use assay_scan::check::routes::{Csrf, Route};
use assay_scan::check::{Context, Report};

use crate::checks::own_csrf::OwnChecks;
use crate::checks::views;

/// How many views that are checked make a habit.
const HABIT: usize = 2;

/// Reports the views that are not checked while others are.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let checks = OwnChecks::of(ctx);
    if checks.is_empty() {
        return;
    }
    let changing: Vec<&Route> = ctx.routes().filter(|route| route.changes_state()).collect();
    let (inside, outside): (Vec<&Route>, Vec<&Route>) = changing
        .into_iter()
        .partition(|route| checks.protects(ctx, route));
    let Some(example) = inside.first().filter(|_| inside.len() >= HABIT) else {
        return;
    };
    for route in outside {
        if route.csrf == Csrf::Unprotected
            && !route.is_loose
            && views::leaves_something(ctx, route)
            && views::rests_on_cookies(route)
            && !views::takes_json_only(route)
        {
            report
                .at_place(route.place, &route.name)
                .step(
                    example.place,
                    &format!("a token is checked before `{}`", example.name),
                )
                .step(route.place, "this view is called without");
        }
    }
}
