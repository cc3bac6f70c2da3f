//! A view lets somebody in for a password or a number, and may be asked as often as one likes.

use assay_scan::check::{Context, Report};

use crate::checks::views;

/// Reports views that ask for a secret of somebody unknown without a limit.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for route in ctx.routes() {
        if route.limit.is_some()
            || route.is_loose
            || route.is_authenticated()
            || !route.changes_state()
        {
            continue;
        }
        if let Some(secret) = views::asked_secret(ctx, route)
            && views::lets_in(ctx, route)
            && !views::may_be_limited(ctx, route)
        {
            report.at_place(route.place, secret);
        }
    }
}
