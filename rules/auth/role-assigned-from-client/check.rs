//! What an account may do is assigned from the request.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::{ArgKind, CmpOp, Op, Reg};
use assay_scan::check::routes::Asked;
use assay_scan::check::{Context, Function, Report};

/// What says what an account may do.
const RIGHTS: [&str; 14] = [
    "access_level",
    "admin",
    "is_admin",
    "is_moderator",
    "is_staff",
    "is_superuser",
    "permissions",
    "privileges",
    "role",
    "role_id",
    "role_name",
    "roles",
    "superuser",
    "user_role",
];

/// Words of names of accounts.
const ACCOUNTS: [&str; 10] = [
    "account", "admin", "customer", "employee", "member", "owner", "person", "profile", "staff",
    "user",
];

/// Parts of a request.
const PARTS: [&str; 7] = [
    "args", "data", "form", "get_json", "json", "payload", "values",
];

/// Reports such assignments in functions that a view runs which asks for no role.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let mut open = BTreeSet::new();
    for route in ctx.routes() {
        let asks = route.guards.iter().any(|guard| guard.what == Asked::Role);
        if !asks && !crate::checks::views::may_be_guarded(ctx, route) {
            open.extend(route.functions.iter().copied());
        }
    }
    for id in open {
        let Some(function) = ctx.function(id) else {
            continue;
        };
        if function.mentions().iter().any(|name| is_check(name)) {
            continue;
        }
        for instruction in function.instructions() {
            let found = match &instruction.op {
                Op::SetAttr { object, name, src } => {
                    let name = function.name(*name);
                    (RIGHTS.contains(&name)
                        && is_account(function, *object)
                        && is_sent(function, *src))
                    .then_some(name)
                }
                // `session["is_admin"] = request.form.get("is_admin")`
                Op::SetItem { object, key, src } => function.value(*key).text().filter(|key| {
                    RIGHTS.contains(key)
                        && function.paths(*object).contains("session")
                        && is_sent_right(function, *src)
                        && is_sent(function, *src)
                }),
                Op::Call { callee, args, .. } => {
                    let class = function.callee_name(*callee).unwrap_or_default();
                    let sent = args.iter().find_map(|arg| match arg.kind {
                        ArgKind::Keyword(name) => {
                            let name = function.name(name);
                            (RIGHTS.contains(&name) && is_sent(function, arg.value)).then_some(name)
                        }
                        _ => None,
                    });
                    sent.filter(|_| names_account(class) && class.starts_with(char::is_uppercase))
                }
                Op::CallMethod {
                    object, name, args, ..
                } if function.name(*name) == "populate_obj" => {
                    let account = args.first().filter(|arg| is_account(function, arg.value));
                    account.and_then(|_| field_of_form(ctx, function, *object))
                }
                _ => None,
            };
            if let Some(name) = found {
                report.at_range(function, instruction.range, name);
            }
        }
    }
}

/// True for names of functions that ask what the sender may do.
fn is_check(name: &str) -> bool {
    matches!(
        name,
        "has_role" | "has_permission" | "is_authorized" | "require_role" | "can"
    )
}

fn names_account(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ACCOUNTS.iter().any(|word| name.contains(word))
}

/// True if a value is an account, going by the names in it: `user`, `current_user`, `User.query.get(…)`.
fn is_account(function: Function<'_>, register: Reg) -> bool {
    function.near_words(register).into_iter().any(names_account)
        || function.words(register).into_iter().any(names_account)
}

/// True if a value comes from the request and is not compared with anything.
fn is_sent(function: Function<'_>, register: Reg) -> bool {
    let words = function.words(register);
    let of_request = words.contains("request") && PARTS.iter().any(|part| words.contains(part));
    // `form.role.data`
    let of_form = words.contains("form") && words.contains("data");
    (of_request || of_form) && !is_chosen_from(function, register)
}

/// True if a value surely is an entry about rights of what was sent, as it is or as a boolean.
fn is_sent_right(function: Function<'_>, register: Reg) -> bool {
    let (object, key) = match function.made_by(register) {
        Some(Op::Call { callee, args, .. }) => {
            let is_form = matches!(function.callee_name(*callee), Some("bool" | "int" | "str"));
            return is_form
                && args
                    .first()
                    .is_some_and(|arg| is_sent_right(function, arg.value));
        }
        Some(Op::Item { object, key, .. }) => (*object, Some(*key)),
        Some(Op::CallMethod {
            object, name, args, ..
        }) if function.name(*name) == "get" => (*object, args.first().map(|arg| arg.value)),
        _ => return false,
    };
    let key = key.and_then(|key| function.value(key).text());
    let holder = function.words(object);
    key.is_some_and(|key| RIGHTS.contains(&key))
        && holder.contains("request")
        && PARTS.iter().any(|part| holder.contains(part))
}

/// True if the function asks whether the value is one of several, or equal to something.
fn is_chosen_from(function: Function<'_>, register: Reg) -> bool {
    function
        .instructions()
        .any(|instruction| match instruction.op {
            Op::Compare {
                op, left, right, ..
            } => {
                let same = |side: Reg| {
                    function.is_made_of(register, side)
                        || function.is_made_of(side, register)
                        || shares_key(function, side, register)
                };
                match op {
                    CmpOp::In | CmpOp::NotIn | CmpOp::Eq | CmpOp::NotEq => {
                        same(left) || same(right)
                    }
                    _ => false,
                }
            }
            _ => false,
        })
}

/// True if two values are read under the same right's name: `data["role"]` twice.
fn shares_key(function: Function<'_>, one: Reg, other: Reg) -> bool {
    let rights = |register: Reg| -> BTreeSet<&str> {
        let words = function.words(register);
        words
            .into_iter()
            .filter(|word| RIGHTS.contains(word))
            .collect()
    };
    !rights(one).is_disjoint(&rights(other))
}

/// The field about rights of the form that a register holds.
fn field_of_form<'a>(ctx: &Context<'a>, function: Function<'_>, register: Reg) -> Option<&'a str> {
    let class = match function.value(register).op()? {
        Op::Call { callee, .. } => function.callee_name(*callee)?,
        _ => return None,
    };
    let form = ctx.app.forms.iter().find(|form| form.name == class)?;
    let mut fields = form.fields.iter().map(String::as_str);
    fields.find(|field| RIGHTS.contains(field))
}
