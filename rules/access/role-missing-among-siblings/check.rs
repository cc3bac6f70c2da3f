//! A view changes something for everybody who is logged in, while nearly all others of its group, or another method of
//! its class, ask for a role.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations read no name"
)]

use assay_scan::check::ir::Op;
use assay_scan::check::routes::{Asked, Guard, Route};
use assay_scan::check::{Context, Function, Report};

use crate::checks::senders::Senders;
use crate::checks::views;

/// How many siblings that ask for a role make a habit.
const SIBLINGS: usize = 3;

/// How many of them stand beside each that does not.
const SHARE: usize = 3;

/// Parts of names by which a view asks what somebody may do.
const RIGHTS: [&str; 9] = [
    "access",
    "admin",
    "allow",
    "can_",
    "owner",
    "perm",
    "privilege",
    "role",
    "staff",
];

/// Parts of names of what many users have in common.
const SHARED: [&str; 6] = ["tenant", "organi", "company", "clinic", "workspace", "team"];

/// Reports views that change something and ask for less than the others.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let routes: Vec<&Route> = ctx.routes().collect();
    let suspects: Vec<&Route> = routes
        .iter()
        .copied()
        .filter(|route| is_for_any_user(route) && !route.is_loose && !views::is_entrance(route))
        .collect();
    if suspects.is_empty() {
        return;
    }
    let senders = Senders::of(ctx);
    for route in suspects {
        let Some(example) = of_class(&routes, route).or_else(|| of_group(&routes, route)) else {
            continue;
        };
        let Some(view) = views::view(ctx, route) else {
            continue;
        };
        if asks_rights(view) || speaks_of_sender(view, &senders) || views::may_ask_more(ctx, route)
        {
            continue;
        }
        let Some(guard) = role(example) else {
            continue;
        };
        report
            .at_place(route.place, &route.name)
            .step(
                guard.span,
                &format!("`{}` asks for a role here", example.name),
            )
            .step(route.place, "this view asks for a login only");
    }
}

/// True if a login is all that it asks for, and it changes something.
fn is_for_any_user(route: &Route) -> bool {
    let is_plain = |guard: &Guard| match guard.what {
        Asked::Login | Asked::Fresh | Asked::Token => true,
        Asked::Owner => guard.reason.iter().any(|step| is_shared(&step.text)),
        Asked::Role | Asked::Other => false,
    };
    route.changes_state() && route.is_authenticated() && route.guards.iter().all(is_plain)
}

/// True for what many users have in common, so that it says nothing of the one who asks: `current_user.tenant_id`.
fn is_shared(path: &str) -> bool {
    SHARED.iter().any(|part| path.contains(part))
}

fn role(route: &Route) -> Option<&Guard> {
    route
        .guards
        .iter()
        .find(|guard| guard.what == Asked::Role && !guard.is_conditional)
}

/// Another method of the same class and URL that asks for a role.
fn of_class<'r>(routes: &[&'r Route], route: &Route) -> Option<&'r Route> {
    route.class?;
    routes.iter().copied().find(|other| {
        other.class == route.class && other.rule == route.rule && role(other).is_some()
    })
}

/// A sibling that asks for a role, if nearly all of them do.
fn of_group<'r>(routes: &[&'r Route], route: &Route) -> Option<&'r Route> {
    let siblings = routes
        .iter()
        .copied()
        .filter(|other| views::is_sibling(route, other));
    let (asking, others): (Vec<&Route>, Vec<&Route>) =
        siblings.partition(|other| role(other).is_some());
    (asking.len() >= SIBLINGS && others.len() * SHARE <= asking.len())
        .then(|| asking.first().copied())
        .flatten()
}

/// True if the view reads something that is named like a right; what it writes does not count.
fn asks_rights(view: Function<'_>) -> bool {
    view.instructions().any(|instruction| {
        let name = match &instruction.op {
            Op::LoadGlobal { name, .. }
            | Op::LoadEnv { name, .. }
            | Op::Attr { name, .. }
            | Op::CallMethod { name, .. } => view.name(*name).to_ascii_lowercase(),
            _ => return false,
        };
        RIGHTS.iter().any(|part| name.contains(part))
    })
}

/// True if the view does something for the one who asks: it names them, and not only what they share with others.
fn speaks_of_sender(view: Function<'_>, senders: &Senders) -> bool {
    view.instructions().any(|instruction| {
        instruction.op.reads().into_iter().any(|register| {
            view.paths(register).iter().any(|path| {
                senders.is_sender(path) && path.contains(['.', '[']) && !is_shared(path)
            })
        })
    })
}
