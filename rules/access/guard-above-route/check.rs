//! A guard stands above the decorator that registers the view, so the registered function is without it.

use assay_scan::check::{Context, Report};

/// Reports guards that never run.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for route in ctx.routes() {
        for guard in &route.late_guards {
            report.at_place(guard.span, &guard.name).step(
                route.registration,
                "the view is registered here, without the guard above",
            );
        }
    }
}
