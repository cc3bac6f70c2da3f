//! A request is checked by an `assert` statement, which Python leaves out when it optimises.

use std::collections::BTreeSet;

use assay_scan::check::ir::{CmpOp, Op, Reg};
use assay_scan::check::{Context, Function, Report};

/// Names that stand for who is asking and what they may do.
const ASKING: [&str; 20] = [
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
];

/// Names that show that a `session` belongs to a database.
const DATABASE: [&str; 5] = ["query", "execute", "commit", "scalars", "dirty"];

/// Reports assertions about the request or its sender, in functions that serve requests.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx
        .functions()
        .filter(|function| ctx.serves_requests(*function))
    {
        for (condition, range) in function.assertions() {
            let words = function.words(condition);
            let is_sent = ctx.is_entry(function) && function.uses_parameter(condition);
            if (is_sent || is_about_request(&words))
                && !is_for_type_checker(function, condition, &words)
            {
                report.at_range(function, range, "assert");
            }
        }
    }
}

fn is_about_request(words: &BTreeSet<&str>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
    let asks = has(&ASKING) && !(words.contains("session") && has(&DATABASE));
    asks || words.contains("request")
}

/// `assert user is not None` and `assert isinstance(…)` tell a type checker what is known anyway.
fn is_for_type_checker(function: Function<'_>, condition: Reg, words: &BTreeSet<&str>) -> bool {
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
