//! A request is checked by an `assert` statement, which Python leaves out when it optimises.

use std::collections::BTreeSet;

use assay_scan::check::ir::{CmpOp, Op, Reg};
use assay_scan::check::{Context, Function, Report};

/// Names that stand for who is asking and what they may do.
const ASKING: [&str; 22] = [
    "session",
    "current_user",
    "is_admin",
    "is_authenticated",
    "is_staff",
    "is_superuser",
    "is_owner",
    "logged_in",
    "role",
    "roles",
    "permission",
    "permissions",
    "has_permission",
    "has_role",
    "can_edit",
    "can_access",
    "owner_id",
    "user_id",
    "check_password_hash",
    "compare_digest",
    "get_jwt",
    "get_jwt_identity",
];

/// Names that show that a `session` belongs to a database.
const DATABASE: [&str; 6] = ["query", "execute", "commit", "scalars", "dirty", "db"];

/// Names that speak of rights, though not of whose they are.
const RIGHTS: [&str; 4] = ["role", "roles", "permission", "permissions"];

/// Names that stand for the one who asks.
const ASKER: [&str; 8] = [
    "user",
    "current_user",
    "session",
    "request",
    "g",
    "account",
    "identity",
    "claims",
];

/// Reports assertions about the request or its sender, in functions that serve requests.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx
        .functions()
        .filter(|function| ctx.serves_requests(*function))
    {
        let mut last = None;
        for (condition, range) in function.assertions() {
            let words = function.words(condition);
            let is_sent = ctx.is_entry(function) && function.uses_parameter(condition);
            if (is_sent || is_about_request(&words))
                && !is_for_type_checker(function, condition, &words)
                && !is_for_router(function, condition)
                && last != Some(range)
            {
                last = Some(range);
                report.at_range(function, range, "assert");
            }
        }
    }
}

fn is_about_request(words: &BTreeSet<&str>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
    let asks = ASKING.iter().any(|name| {
        words.contains(name)
            && (!RIGHTS.contains(name) || has(&ASKER))
            && !(*name == "session" && has(&DATABASE))
    });
    asks || words.contains("request")
}

/// `assert user is not None`, `assert entry.id` and `assert isinstance(…)` tell a type checker what is known anyway.
fn is_for_type_checker(function: Function<'_>, condition: Reg, words: &BTreeSet<&str>) -> bool {
    let near = function.near_words(condition);
    // `assert entry.id`: there is one.
    let is_plain = |op: &Op| matches!(op, Op::Attr { .. } | Op::Copy { .. } | Op::Item { .. });
    let asks = ASKING.iter().any(|name| near.contains(name));
    let is_read =
        |op: &Op| matches!(op, Op::Copy { dst, .. } | Op::LoadEnv { dst, .. } if *dst == condition);
    let is_variable = function.local_name(condition).is_some()
        || function
            .instructions()
            .any(|instruction| is_read(&instruction.op));
    if !asks && (is_variable || function.value(condition).op().is_none_or(is_plain)) {
        return true;
    }
    let is_not = |op: &Op| {
        matches!(
            op,
            Op::Compare {
                op: CmpOp::IsNot,
                ..
            }
        )
    };
    words.contains("isinstance") || function.value(condition).op().is_some_and(is_not)
}

/// `assert request.method == "POST"`: the route has decided that.
fn is_for_router(function: Function<'_>, condition: Reg) -> bool {
    let near = function.near_words(condition);
    near.contains("method")
        && near
            .iter()
            .all(|word| matches!(*word, "self" | "request" | "method" | "flask"))
}
