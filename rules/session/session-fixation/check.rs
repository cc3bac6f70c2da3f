//! A login writes who somebody is into the session that was there before.

use assay_scan::check::ir::Op;
use assay_scan::check::{Context, Function, Report};

/// Entries that say who is logged in.
const IDENTITIES: [&str; 16] = [
    "user",
    "uid",
    "userid",
    "username",
    "user_id",
    "user_name",
    "account",
    "account_id",
    "customer",
    "customer_id",
    "member",
    "member_id",
    "admin_id",
    "logged_in",
    "is_logged_in",
    "authenticated",
];

/// Words in the name of a function that logs somebody in.
const LOGIN: [&str; 6] = [
    "login",
    "log_in",
    "signin",
    "sign_in",
    "authenticate",
    "logon",
];

/// Methods of the session that begin a new one, and functions that are named for it.
const RENEWING: [&str; 7] = [
    "clear",
    "regenerate",
    "regenerate_id",
    "new_session",
    "rotate",
    "cycle_key",
    "renew",
];

/// Reports the first such entry of each function that logs in.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let mut last = None;
    for write in ctx.writes("flask.session[]") {
        let function = write.function;
        if last == Some(function.id) || !logs_in(function) || renews(function) {
            continue;
        }
        let is_identity = function.instructions().any(|instruction| {
            instruction.range == write.range
                && matches!(&instruction.op, Op::SetItem { key, src, .. }
                    if function.value(*key).text().is_some_and(|key| IDENTITIES.contains(&key))
                        && !function.value(*src).is_false())
        });
        if is_identity {
            last = Some(function.id);
            report.at_write(write);
        }
    }
}

fn logs_in(function: Function<'_>) -> bool {
    let name = function.name(function.ir.name).to_ascii_lowercase();
    LOGIN.iter().any(|word| name.contains(word)) && !name.contains("required")
}

/// True if the session is emptied, or somebody else takes care of it.
fn renews(function: Function<'_>) -> bool {
    let mentions = function.mentions();
    RENEWING.iter().any(|name| mentions.contains(name))
}
