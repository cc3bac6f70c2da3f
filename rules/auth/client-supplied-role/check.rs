//! A cookie or header of the client decides what the client may do.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::{End, Op, Reg};
use assay_scan::check::{Context, Function, Report};

/// What says what somebody may do.
const RIGHTS: [&str; 14] = [
    "admin",
    "is_admin",
    "isadmin",
    "role",
    "roles",
    "user_role",
    "is_staff",
    "is_superuser",
    "superuser",
    "permissions",
    "x-admin",
    "x-role",
    "x-user-role",
    "x-is-admin",
];

/// What somebody is who may do more than others.
const RANKS: [&str; 8] = [
    "admin",
    "administrator",
    "manager",
    "moderator",
    "owner",
    "root",
    "staff",
    "superuser",
];

/// Where clients send what no form asks for.
#[derive(PartialEq, Eq)]
enum Holder {
    Cookie,
    Header,
}

/// Reports conditions about such a cookie or header.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions() {
        for instruction in function.instructions() {
            if let Op::Compare { left, right, .. } = instruction.op {
                let found = sent_right(function, left)
                    .or_else(|| sent_right(function, right))
                    .or_else(|| sent_rank(function, left, right));
                if let Some(name) = found {
                    report.at_range(function, instruction.range, name);
                }
            }
        }
        for block in &function.ir.blocks {
            if let End::Branch { condition, .. } = block.end
                && let Some(name) = sent_right(function, condition)
                && let Some(last) = block.instrs.last()
            {
                report.at_range(function, last.range, name);
            }
        }
    }
}

/// The key of a cookie or header that is compared with the name of a rank, whatever it is called: `level == "staff"`.
fn sent_rank(function: Function<'_>, left: Reg, right: Reg) -> Option<&str> {
    let is_rank = RANKS.contains(&function.value(right).text()?.to_ascii_lowercase().as_str());
    sent(function, left).filter(|_| is_rank).map(|(_, key)| key)
}

/// The key of a cookie or header about rights that a value surely is.
fn sent_right(function: Function<'_>, register: Reg) -> Option<&str> {
    let (holder, key) = sent(function, register)?;
    let is_right = RIGHTS.contains(&key.to_ascii_lowercase().as_str());
    (is_right || (holder == Holder::Header && ends_with_right(key))).then_some(key)
}

/// The key of a cookie or header that a value surely is.
fn sent(function: Function<'_>, register: Reg) -> Option<(Holder, &str)> {
    let value = function.value(register);
    let (object, key) = match value.op()? {
        Op::Item { object, key, .. } => (*object, function.value(*key).text()?),
        Op::CallMethod {
            object, name, args, ..
        } if function.name(*name) == "get" => {
            (*object, function.value(args.first()?.value).text()?)
        }
        _ => return None,
    };
    let holder = function.words(object);
    if !holder.contains("request") {
        return None;
    }
    if holder.contains("cookies") {
        Some((Holder::Cookie, key))
    } else if holder.contains("headers") {
        Some((Holder::Header, key))
    } else {
        None
    }
}

/// True for a header whose last word is about rights: `X-Shop-Role`.
fn ends_with_right(header: &str) -> bool {
    let last = header.rsplit(['-', '_']).next().unwrap_or_default();
    ["role", "roles", "admin", "superuser", "permissions"]
        .iter()
        .any(|word| last.eq_ignore_ascii_case(word))
}
