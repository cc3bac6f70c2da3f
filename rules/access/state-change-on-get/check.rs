//! A view changes something although it answers GET only.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other operations say nothing of this"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::Op;
use assay_scan::check::routes::Route;
use assay_scan::check::{Context, Function, Report};

use crate::checks::views;

/// Methods that change what is stored about the sender or in the database, by name.
const EFFECTS: [&str; 5] = ["delete_cookie", "logout_user", "unlink", "rmtree", "remove"];

/// Reports views for GET whose name and code both say that they change something, each once.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let mut told = BTreeSet::new();
    for route in ctx.routes() {
        if route.changes_state() || !route.methods.iter().any(|method| method == "GET") {
            continue;
        }
        let Some(view) = views::view(ctx, route) else {
            continue;
        };
        if (views::says_change(route) && changes(route, view) || changes_named_row(route, view))
            && !checks_state(view)
            && !is_chosen(ctx, route)
            && told.insert((view.id, route.registration.file))
        {
            report.at_place(route.registration, &route.name);
        }
    }
}

/// True if the methods are chosen elsewhere: `methods=settings.LOGOUT_METHODS`.
fn is_chosen(ctx: &Context<'_>, route: &Route) -> bool {
    let span = route.registration;
    let text = ctx.project.file(span.file).slice(span.range);
    text.contains("methods") && !text.to_ascii_uppercase().contains("GET")
}

/// True if the view compares what is sent with what the session remembers: `state` of OAuth, which no other site knows.
fn checks_state(view: Function<'_>) -> bool {
    view.instructions().any(|instruction| match instruction.op {
        Op::Compare { left, right, .. } => {
            let (left, right) = (view.words(left), view.words(right));
            (left.contains("session") && right.contains("request"))
                || (right.contains("session") && left.contains("request"))
        }
        _ => false,
    })
}

fn changes(route: &Route, view: Function<'_>) -> bool {
    route.tables.iter().any(|table| table.is_written)
        || view.instructions().any(|i| has_effect(view, &i.op))
}

/// True if the view removes or changes the object that the URL names, and saves that: whatever it is called.
///
/// Whoever is not logged in proves by the URL itself that they may, as by a link in a mail.
fn changes_named_row(route: &Route, view: Function<'_>) -> bool {
    let of_url = |register| view.uses_parameter(register);
    route.is_authenticated()
        && !route.parameters.is_empty()
        && view.mentions().contains("commit")
        && view
            .instructions()
            .any(|instruction| match &instruction.op {
                Op::CallMethod {
                    object, name, args, ..
                } => {
                    let of_session = view
                        .paths(*object)
                        .iter()
                        .any(|path| path.ends_with("session"));
                    view.name(*name) == "delete"
                        && of_session
                        && args.iter().any(|arg| of_url(arg.value))
                }
                _ => false,
            })
}

/// True for a statement that changes rows.
fn is_change(statement: &str) -> bool {
    let upper = statement.to_ascii_uppercase();
    let words: Vec<&str> = upper.split_whitespace().collect();
    match *words.as_slice() {
        ["INSERT" | "REPLACE", ..] => words.contains(&"INTO"),
        ["DELETE", ..] => words.contains(&"FROM"),
        ["UPDATE", ..] => words.contains(&"SET"),
        _ => false,
    }
}

/// True for what changes rows, ends a session, deletes a cookie or a file.
fn has_effect(view: Function<'_>, op: &Op) -> bool {
    match op {
        Op::Call { args, .. } | Op::CallMethod { args, .. }
            if args
                .iter()
                .any(|arg| view.value(arg.value).text().is_some_and(is_change)) =>
        {
            true
        }
        Op::CallMethod { object, name, .. } => {
            let name = view.name(*name);
            let of_session =
                matches!(name, "pop" | "clear") && view.words(*object).contains("session");
            of_session || EFFECTS.contains(&name)
        }
        Op::Call { callee, .. } => {
            let words = view.words(*callee);
            EFFECTS.iter().any(|effect| words.contains(effect))
        }
        Op::DelItem { object, .. } => view.words(*object).contains("session"),
        _ => false,
    }
}
