//! An account with a password that everybody tries first, made together with the database.

use std::collections::BTreeMap;

use assay_scan::check::deployment::is_well_known_password;
use assay_scan::check::ir::{End, Op, Reg};
use assay_scan::check::{Context, Function, Report, Value};

/// Functions and methods that take a password and keep or hash it.
const KEEPERS: [&str; 9] = [
    "set_password",
    "hash_password",
    "encrypt_password",
    "make_password",
    "get_password_hash",
    "password_hash",
    "hash_pw",
    "hashpw",
    "change_password",
];

/// Words in the names of tables that hold people.
const PEOPLE: [&str; 12] = [
    "user",
    "users",
    "account",
    "accounts",
    "customer",
    "customers",
    "member",
    "members",
    "person",
    "people",
    "admin",
    "admins",
];

/// Reports such accounts in code, in lists that code goes through, and in files of SQL.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions() {
        hashed(function, report);
        listed(function, report);
    }
    for row in &ctx.app.deployment.rows {
        let mut words = row.table.split('_');
        if !words.any(|word| PEOPLE.contains(&word)) {
            continue;
        }
        for (column, value) in &row.values {
            if is_password(column) && is_well_known_password(&value.text) {
                report.at_place(value.span, "a row of SQL");
            }
        }
    }
}

/// `generate_password_hash("admin")`, `user.set_password("admin")`.
fn hashed(function: Function<'_>, report: &mut Report<'_>) {
    for instruction in function.instructions() {
        #[expect(clippy::wildcard_enum_match_arm, reason = "only calls matter")]
        let (name, arguments) = match &instruction.op {
            Op::CallMethod { name, args, .. } => (Some(function.name(*name)), args),
            Op::Call { callee, args, .. } => (function.words(*callee).pop_last(), args),
            _ => continue,
        };
        let first = arguments.first().map(|first| function.value(first.value));
        let is_known = first
            .and_then(|first| first.text())
            .is_some_and(is_well_known_password);
        if let Some(name) = name.filter(|name| is_known && KEEPERS.contains(name)) {
            report.at_range(function, instruction.range, name);
        }
    }
}

/// `for name, password in PEOPLE: …`, where a row of `PEOPLE` has such a password.
fn listed(function: Function<'_>, report: &mut Report<'_>) {
    let iterators: BTreeMap<Reg, Reg> = function
        .ir
        .blocks
        .iter()
        .filter_map(|block| match block.end {
            End::Next { dst, iterator, .. } => Some((dst, iterator)),
            End::Jump(_)
            | End::Branch { .. }
            | End::Return(..)
            | End::Raise(_)
            | End::Unreachable => None,
        })
        .collect();
    for instruction in function.instructions() {
        let Op::Unpack {
            targets,
            star: None,
            src,
        } = &instruction.op
        else {
            continue;
        };
        let position = targets
            .iter()
            .position(|target| function.local_name(*target).is_some_and(is_password));
        let (Some(position), Some(iterator)) = (position, iterators.get(src)) else {
            continue;
        };
        let Some(Op::Iter { src: list, .. }) = function.value(*iterator).op() else {
            continue;
        };
        for row in function.value(*list).elements() {
            let parts = row.elements();
            let password = parts.get(position).and_then(Value::text);
            if password.is_some_and(is_well_known_password)
                && let Some((holder, range)) = row.place()
            {
                report.at_range(holder, range, "a row of a list");
            }
        }
    }
}

fn is_password(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "passwd", "pwd", "passwort"]
        .iter()
        .any(|word| {
            name == *word
                || name
                    .strip_suffix(word)
                    .is_some_and(|rest| rest.ends_with('_'))
        })
        || name == "pass"
}
