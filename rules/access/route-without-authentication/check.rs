//! A view is open to everybody while nearly all others of its group ask for a role.

use assay_scan::check::routes::{Asked, Route};
use assay_scan::check::{Context, Report};

use crate::checks::views;

/// How many guarded siblings make a habit.
const SIBLINGS: usize = 3;

/// How many guarded views stand beside each open one.
const SHARE: usize = 3;

/// Reports open views of groups in which being guarded is the habit.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let routes: Vec<&Route> = ctx.routes().collect();
    for route in &routes {
        if route.is_authenticated()
            || route.is_loose
            || route.view.is_none()
            || views::is_entrance(route)
        {
            continue;
        }
        let siblings = || {
            routes
                .iter()
                .filter(|other| views::is_sibling(route, other))
        };
        let by_role = siblings()
            .filter(|other| other.guards.iter().any(|guard| guard.what == Asked::Role))
            .count();
        // The one that is looked at is among the open ones.
        let open = siblings().filter(|other| !other.is_authenticated()).count();
        // Where a login is enough, views for everybody are common: reading real applications, hardly one was a flaw.
        if by_role < SIBLINGS
            || open * SHARE > by_role
            || !views::does_something(route)
            || views::may_be_guarded(ctx, route)
            || views::asks_itself(ctx, route)
        {
            continue;
        }
        let guarded = by_role;
        let Some(example) =
            siblings().find(|other| other.guards.iter().any(|guard| guard.what == Asked::Role))
        else {
            continue;
        };
        let Some(guard) = example.authentication().next() else {
            continue;
        };
        report
            .at_place(route.place, &route.name)
            .step(
                guard.span,
                &format!(
                    "`{}`, like {guarded} views of this group, is guarded here",
                    example.name
                ),
            )
            .step(route.place, "this view is not");
    }
}
