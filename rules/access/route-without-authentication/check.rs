//! A view is open to everybody while nearly all others of its group ask for a role, or as the only one of its group
//! that changes something.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations change nothing"
)]

use std::collections::BTreeMap;

use assay_scan::check::ir::Op;
use assay_scan::check::routes::{Asked, By, Route};
use assay_scan::check::{Context, Report};

use crate::checks::lookups::{Lookup, Tables, lookups};
use crate::checks::senders::Senders;
use crate::checks::views;

/// How many guarded siblings make a habit.
const SIBLINGS: usize = 3;

/// How many views that ask for a role stand beside each open one.
const SHARE: usize = 3;

/// Words of views that change something for whoever comes by.
const FOR_ALL: [&str; 22] = [
    "accept",
    "apply",
    "auth",
    "checkout",
    "comment",
    "contact",
    "download",
    "feedback",
    "invitation",
    "invite",
    "join",
    "newsletter",
    "notify",
    "password",
    "public",
    "report",
    "search",
    "share",
    "subscribe",
    "token",
    "track",
    "vote",
];

/// Methods that remove something, put off work, run a statement or save.
const EFFECTS: [&str; 12] = [
    "apply_async",
    "clear",
    "commit",
    "delay",
    "delete",
    "enqueue",
    "execute",
    "remove",
    "save",
    "system",
    "terminate",
    "unlink",
];

/// Reports open views of groups in which being guarded is the habit.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let routes: Vec<&Route> = ctx.routes().collect();
    let rows = Rows::of(ctx, &routes);
    for route in &routes {
        if route.is_authenticated()
            || route.is_loose
            || route.view.is_none()
            || views::is_entrance(route)
        {
            continue;
        }
        let habit = role_habit(&routes, route).or_else(|| change_habit(ctx, &routes, route));
        if habit.is_none()
            && let Some((example, table)) = rows.habit(ctx, route)
            && !views::may_be_guarded(ctx, route)
            && !views::asks_itself(ctx, route)
            && let Some(guard) = example.authentication().next()
        {
            report
                .at_place(route.place, &route.name)
                .step(
                    guard.span,
                    &format!(
                        "`{}`, which changes `{table}` too, is guarded here",
                        example.name
                    ),
                )
                .step(route.place, "this view is not");
        }
        let Some((example, count)) = habit else {
            continue;
        };
        if views::may_be_guarded(ctx, route) || views::asks_itself(ctx, route) {
            continue;
        }
        let Some(guard) = example.authentication().next() else {
            continue;
        };
        report
            .at_place(route.place, &route.name)
            .step(
                guard.span,
                &format!(
                    "`{}`, like {count} views of this group, is guarded here",
                    example.name
                ),
            )
            .step(route.place, "this view is not");
    }
}

/// A sibling that asks for a role, and how many do, if nearly all of them do.
///
/// Where a login is enough, views for everybody are common: reading real applications, hardly one was a flaw.
fn role_habit<'r>(routes: &[&'r Route], route: &Route) -> Option<(&'r Route, usize)> {
    let by_role = |other: &&&Route| other.guards.iter().any(|guard| guard.what == Asked::Role);
    let siblings = || {
        routes
            .iter()
            .filter(|other| views::is_sibling(route, other))
    };
    let count = siblings().filter(by_role).count();
    // The one that is looked at is among the open ones.
    let open = siblings().filter(|other| !other.is_authenticated()).count();
    let example = siblings().find(by_role)?;
    (count >= SIBLINGS && open * SHARE <= count && views::does_something(route))
        .then_some((*example, count))
}

/// A sibling that changes something and has a decorator that asks who the sender is, for a view that changes something as
/// the only one that has no decorator and asks nobody.
fn change_habit<'r>(
    ctx: &Context<'_>,
    routes: &[&'r Route],
    route: &Route,
) -> Option<(&'r Route, usize)> {
    let is_for_all = |word: &String| FOR_ALL.contains(&word.as_str());
    if !only_changes(route)
        || views::words(route).iter().any(is_for_all)
        || views::decorators(ctx, route) != 1
        || !has_effect(ctx, route)
    {
        return None;
    }
    let siblings = || {
        routes
            .iter()
            .filter(|other| views::is_sibling(route, other))
    };
    let is_decorated = |other: &&&Route| {
        other
            .authentication()
            .any(|guard| guard.by == By::Decorator)
    };
    let guarded = siblings().filter(is_decorated).count();
    let open = siblings()
        .filter(|other| !is_decorated(other) && other.changes_state())
        .count();
    let example = siblings().find(|other| is_decorated(other) && other.changes_state())?;
    (guarded >= SIBLINGS && open == 1).then_some((*example, guarded))
}

/// Which rows are changed only by those who are known.
struct Rows<'r, 'a> {
    senders: Senders,
    tables: Tables<'a>,
    /// A guarded view for each table of which it changes rows.
    guarded: BTreeMap<String, &'r Route>,
}

impl<'r, 'a> Rows<'r, 'a> {
    fn of(ctx: &Context<'a>, routes: &[&'r Route]) -> Self {
        let senders = Senders::of(ctx);
        let tables = Tables::of(ctx);
        let mut guarded = BTreeMap::new();
        for route in routes.iter().filter(|route| route.is_authenticated()) {
            let Some(view) = views::view(ctx, route) else {
                continue;
            };
            let changed = lookups(view, &senders, &tables);
            for lookup in changed.into_iter().filter(Lookup::is_changed) {
                guarded.entry(lookup.table).or_insert(*route);
            }
            for table in route.tables.iter().filter(|table| table.is_written) {
                guarded.entry(table.name.clone()).or_insert(*route);
            }
        }
        Self {
            senders,
            tables,
            guarded,
        }
    }

    /// For an open view that changes rows which the client names: a guarded one of the application that changes rows of
    /// the same table.
    fn habit(&self, ctx: &Context<'_>, route: &Route) -> Option<(&'r Route, String)> {
        let is_for_all = |word: &String| FOR_ALL.contains(&word.as_str());
        if !only_changes(route) || views::words(route).iter().any(is_for_all) {
            return None;
        }
        let view = views::view(ctx, route)?;
        let changed = lookups(view, &self.senders, &self.tables);
        changed
            .into_iter()
            .filter(|lookup| lookup.by_client && !lookup.by_sender && lookup.is_changed())
            .find_map(|lookup| {
                let example = *self.guarded.get(&lookup.table)?;
                (example.application == route.application).then_some((example, lookup.table))
            })
    }
}

/// True if the view itself removes something, puts off work, runs a statement or saves; what a session forgets does not count.
fn has_effect(ctx: &Context<'_>, route: &Route) -> bool {
    views::view(ctx, route).is_some_and(|view| {
        view.instructions()
            .any(|instruction| match &instruction.op {
                Op::CallMethod { object, name, .. } => {
                    EFFECTS.contains(&view.name(*name)) && !view.words(*object).contains("session")
                }
                _ => false,
            })
    })
}

/// True if it answers no `GET`.
fn only_changes(route: &Route) -> bool {
    route.changes_state() && !route.methods.iter().any(|method| method == "GET")
}
