//! A view loads a row by the number that the client names, and nothing asks whose it is, though elsewhere
//! rows of the same table are looked up for the one who asks.

use assay_scan::check::routes::{Asked, Route};
use assay_scan::check::{Context, Report};

use crate::checks::lookups::{Lookup, Senders, lookups, models, weighs_sender};
use crate::checks::views;

/// Reports look-ups by a number of the client in views for any user who is logged in.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let personal = |route: &&Route| {
        route.is_authenticated() && route.guards.iter().all(|guard| is_for_any_user(guard.what))
    };
    let mut routes: Vec<&Route> = ctx
        .routes()
        .filter(|route| personal(route) && !views::may_ask_more(ctx, route))
        .collect();
    routes.sort_by_key(|route| route.view);
    routes.dedup_by_key(|route| route.view);
    if routes.is_empty() {
        return;
    }
    let senders = Senders::of(ctx);
    let models = models(ctx);
    let of_sender: Vec<Lookup<'_>> = ctx
        .functions()
        .flat_map(|function| lookups(function, &senders, &models))
        .filter(|lookup| lookup.by_sender)
        .collect();
    for route in routes {
        let Some(view) = views::view(ctx, route) else {
            continue;
        };
        if weighs_sender(view, &senders) {
            continue;
        }
        for lookup in lookups(view, &senders, &models) {
            // What is no part of the URL was put in by a decorator, which may have looked whose it is.
            let given = |name: &&str| !route.parameters.iter().any(|part| part.name == **name);
            if !lookup.by_client || lookup.by_sender || lookup.parameters.iter().any(given) {
                continue;
            }
            let Some(habit) = of_sender.iter().find(|other| other.table == lookup.table) else {
                continue;
            };
            report
                .at_range(lookup.function, lookup.range, &lookup.table)
                .step(
                    habit.function.span(habit.range),
                    "here the row must belong to whoever asks",
                )
                .step(
                    lookup.function.span(lookup.range),
                    "here the client says which row, and nothing asks whose it is",
                );
        }
    }
}

fn is_for_any_user(asked: Asked) -> bool {
    match asked {
        Asked::Login | Asked::Fresh | Asked::Token => true,
        Asked::Role | Asked::Owner | Asked::Other => false,
    }
}
