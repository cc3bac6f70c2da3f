//! A view loads a row by the number that the client names, and nothing asks whose it is, though elsewhere
//! rows of the same table are looked up for the one who asks.

use std::collections::BTreeSet;

use assay_scan::check::ir::Reg;
use assay_scan::check::routes::{Asked, Route};
use assay_scan::check::{Context, Function, Report};

use crate::checks::lookups::{Lookup, Tables, lookups};
use crate::checks::senders::{Senders, Weighers, weighs_sender};
use crate::checks::views;

/// Words of views that show what somebody is about to change.
const EDITING: [&str; 5] = ["change", "delete", "edit", "remove", "update"];

/// Parts of names by which a guard asks what somebody may do.
const RIGHTS: [&str; 6] = ["admin", "moderator", "perm", "role", "staff", "superuser"];

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
    let tables = Tables::of(ctx);
    let weighers = Weighers::of(ctx, &senders);
    let all: Vec<Lookup<'_>> = ctx
        .functions()
        .flat_map(|function| lookups(function, &senders, &tables))
        .collect();
    let (of_sender, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.by_sender);
    let parents: Vec<Lookup<'_>> = (others.iter())
        .filter(|lookup| lookup.parameters.len() > 1)
        .cloned()
        .collect();
    let weighed: Vec<Lookup<'_>> = (others.into_iter())
        .filter(|lookup| weighers.weigh(lookup, &senders))
        .collect();
    for route in routes {
        let Some(view) = views::view(ctx, route) else {
            continue;
        };
        if !senders.may_be_people(route)
            || weighs_sender(view, &senders)
            || weighers.are_asked(view)
            || asks_for_more(ctx, route)
        {
            continue;
        }
        for lookup in lookups(view, &senders, &tables) {
            // What is no part of the URL was put in by a decorator, which may have looked whose it is.
            let given = |name: &&str| !route.parameters.iter().any(|part| part.name == **name);
            if !lookup.by_client || lookup.by_sender || lookup.parameters.iter().any(given) {
                continue;
            }
            let same = |other: &&Lookup<'_>| other.table == lookup.table;
            if let Some(habit) = parents
                .iter()
                .filter(same)
                .find(|other| forgets(route, view, &lookup, other))
            {
                report
                    .at_range(lookup.function, lookup.range, &lookup.table)
                    .step(
                        habit.function.span(habit.range),
                        "here the row must belong to what the URL names before it",
                    )
                    .step(
                        lookup.function.span(lookup.range),
                        "here the URL names that too, and nothing asks for it",
                    );
                continue;
            }
            // Many may read what only its owner may change.
            let asks_alike =
                |other: &&Lookup<'_>| route.changes_state() || is_asked_to_read(ctx, other);
            let habit = of_sender.iter().find(same).or_else(|| {
                let mut weighed = weighed.iter().filter(same);
                weighed.find(asks_alike)
            });
            let Some(habit) = habit else {
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

/// True if the URL names something that the other look-up asks for, and this view does nothing with it:
/// `/projects/<project>/cards/<card>` gives any card.
fn forgets(route: &Route, view: Function<'_>, lookup: &Lookup<'_>, other: &Lookup<'_>) -> bool {
    let is_forgotten = |name: &str| {
        !lookup.parameters.contains(name)
            && route.parameters.iter().any(|part| part.name == name)
            && parameter(view, name).is_some_and(|register| !view.reads(register))
    };
    lookup.parameters.is_subset(&other.parameters)
        && other.parameters.iter().any(|name| is_forgotten(name))
}

/// The register of a parameter.
fn parameter(view: Function<'_>, name: &str) -> Option<Reg> {
    let at = view
        .ir
        .params
        .iter()
        .position(|parameter| view.name(parameter.name) == name)?;
    u32::try_from(at).ok().map(Reg)
}

fn is_for_any_user(asked: Asked) -> bool {
    match asked {
        Asked::Login | Asked::Fresh | Asked::Token => true,
        Asked::Role | Asked::Owner | Asked::Other => false,
    }
}

/// True if a view that only shows something runs the function in which this is looked up.
fn is_asked_to_read(ctx: &Context<'_>, lookup: &Lookup<'_>) -> bool {
    ctx.routes().any(|route| {
        !route.changes_state()
            && route.functions.contains(&lookup.function.id)
            && !views::words(route)
                .iter()
                .any(|word| EDITING.contains(&word.as_str()))
    })
}

/// True if a guard asks for a right as well, going by its name and its code.
fn asks_for_more(ctx: &Context<'_>, route: &Route) -> bool {
    let names: BTreeSet<&str> = route
        .guards
        .iter()
        .map(|guard| guard.name.as_str())
        .collect();
    let is_right = |name: &str| {
        let name = name.to_ascii_lowercase();
        RIGHTS.iter().any(|part| name.contains(part))
    };
    names.iter().any(|name| is_right(name))
        || ctx.functions().any(|function| {
            names.contains(function.name(function.ir.name))
                && function.mentions().iter().any(|name| is_right(name))
        })
}
