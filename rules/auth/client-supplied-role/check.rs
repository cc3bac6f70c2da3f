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

/// Reports conditions about such a cookie or header.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions() {
        for instruction in function.instructions() {
            if let Op::Compare { left, right, .. } = instruction.op {
                let found = sent_right(function, left).or_else(|| sent_right(function, right));
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

/// The key of a cookie or header about rights that a value surely is.
fn sent_right(function: Function<'_>, register: Reg) -> Option<&str> {
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
    let is_right = RIGHTS.contains(&key.to_ascii_lowercase().as_str());
    let is_sent = (holder.contains("cookies") && is_right)
        || (holder.contains("headers") && (is_right || ends_with_right(key)));
    is_sent.then_some(key)
}

/// True for a header whose last word is about rights: `X-Shop-Role`.
fn ends_with_right(header: &str) -> bool {
    let last = header.rsplit(['-', '_']).next().unwrap_or_default();
    ["role", "roles", "admin", "superuser", "permissions"]
        .iter()
        .any(|word| last.eq_ignore_ascii_case(word))
}
