//! Some methods of a URL ask who sends the request, and another one, which changes something, does not.

use assay_scan::check::routes::Route;
use assay_scan::check::{Context, Report};

use crate::checks::views;

/// Reports open methods of URLs of which another method is guarded.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let routes: Vec<&Route> = ctx.routes().collect();
    for route in &routes {
        let open: Vec<&str> = route
            .open_methods()
            .filter(|method| changes(method))
            .collect();
        if open.is_empty()
            || route.is_loose
            // Of URLs that are not known nobody can tell whether they are the same.
            || route.rule.contains('…')
            || views::is_entrance(route)
            || views::may_be_guarded(ctx, route)
            || views::never_answers(ctx, route)
        {
            continue;
        }
        let same = |other: &&&Route| {
            other.rule == route.rule
                && other.application == route.application
                && other
                    .guards
                    .iter()
                    .any(|guard| guard.what.is_authentication() && !guard.is_conditional)
        };
        let Some(guarded) = routes.iter().find(same) else {
            continue;
        };
        let Some(guard) = guarded.authentication().next() else {
            continue;
        };
        report
            .at_place(route.place, &format!("{} {}", open.join(", "), route.rule))
            .step(
                guard.span,
                &format!("{} is guarded here", guarded.methods.join(", ")),
            )
            .step(route.place, &format!("{} is not", open.join(", ")));
    }
}

fn changes(method: &str) -> bool {
    matches!(method, "POST" | "PUT" | "PATCH" | "DELETE")
}
