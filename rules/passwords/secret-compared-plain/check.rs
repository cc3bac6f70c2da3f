//! A stored password is compared with a typed one by `==`, so it is stored as it was typed; or a key of the
//! application is compared so, and the time tells how much of it was right.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::{CmpOp, Op, Reg};
use assay_scan::check::{Context, Function, Report};

use crate::checks::keys;

/// Keys of the application that a request is compared with.
const KEYS: [&str; 12] = [
    "api_key",
    "apikey",
    "api_token",
    "auth_token",
    "access_token",
    "secret_token",
    "admin_token",
    "webhook_secret",
    "shared_secret",
    "secret_key",
    "bearer_token",
    "webhook_token",
];

/// Short passwords.
const PINS: [&str; 3] = ["pin", "pin_code", "access_code"];

/// How many steps lead from what was sent to what is compared.
const DEPTH: u32 = 6;

/// Reports comparisons of something stored with something sent.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions() {
        for instruction in function.instructions() {
            let Op::Compare {
                op: CmpOp::Eq | CmpOp::NotEq,
                left,
                right,
                ..
            } = instruction.op
            else {
                continue;
            };
            // What is hashed before is no longer the text; see `timing-unsafe-comparison`.
            let is_hashed = |side: Reg| {
                let words = function.words(side);
                words.contains("hexdigest") || words.contains("digest")
            };
            if is_hashed(left)
                || is_hashed(right)
                || is_repetition(function, left)
                || is_repetition(function, right)
            {
                continue;
            }
            let found = stored(ctx, function, left)
                .filter(|_| is_sent(ctx, function, right))
                .or_else(|| stored(ctx, function, right).filter(|_| is_sent(ctx, function, left)));
            if let Some(name) = found {
                report.at_range(function, instruction.range, name);
            }
        }
    }
}

/// The name of a password of an object or row, or of a key of the application.
fn stored<'a>(ctx: &Context<'_>, function: Function<'a>, register: Reg) -> Option<&'a str> {
    let op = function.made_by(register)?;
    // `f"Bearer {TOKEN}"`
    if let Op::Format { .. } = op {
        let mut parts = op.reads().into_iter();
        return parts.find_map(|part| key(function, part));
    }
    if let Some(name) = key(function, register) {
        return Some(name);
    }
    let (object, name) = match op {
        Op::Attr { object, name, .. } => (Some(*object), function.name(*name)),
        Op::Item { object, key, .. } => (Some(*object), function.value(*key).text()?),
        Op::LoadGlobal { name, .. } => (None, function.name(*name)),
        _ => return None,
    };
    let lower = name.to_ascii_lowercase();
    let is_request = object.is_some_and(|object| is_body(function, object, 0));
    let is_password =
        object.is_some() && (ctx.is_named("password", name) || PINS.contains(&lower.as_str()));
    let is_key = KEYS
        .iter()
        .any(|key| lower == *key || lower.ends_with(&format!("_{key}")));
    // `Device.auth_token == token` looks a row up, in the time that the database takes.
    let is_column = object
        .and_then(|object| last_name(function, object))
        .is_some_and(|name| {
            name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
        });
    ((is_password || is_key && !is_column) && !is_request).then_some(name)
}

/// The name of a key in a constant of the module, in the settings or in the environment: `os.environ["GATE_KEY"]`.
fn key(function: Function<'_>, register: Reg) -> Option<&str> {
    let is_known = match function.made_by(register)? {
        Op::LoadGlobal { name, .. } => !function.name(*name).contains(char::is_lowercase),
        Op::Item { object, .. } | Op::CallMethod { object, .. } => {
            let words = function.near_words(*object);
            ["environ", "config", "settings"]
                .iter()
                .any(|word| words.contains(word))
        }
        _ => false,
    };
    let name = keys::name_of(function, register).filter(|_| is_known)?;
    let is_token = name == "TOKEN" || name.ends_with("_TOKEN");
    (is_token || keys::is_key_name(name)).then_some(name)
}

/// True for what a request holds, and for what was made of that: `request.form`, `Login(**request.get_json())`.
fn is_body(function: Function<'_>, register: Reg, depth: u32) -> bool {
    let is_named = |name: &str| {
        [
            "request",
            "form",
            "args",
            "json",
            "data",
            "values",
            "params",
            "cleaned_data",
        ]
        .contains(&name)
    };
    if depth > DEPTH || function.variable(register).is_some_and(is_named) {
        return depth <= DEPTH;
    }
    match function.made_by(register) {
        Some(Op::LoadGlobal { name, .. }) => is_named(function.name(*name)),
        Some(Op::Attr { object, name, .. }) => {
            is_named(function.name(*name)) || is_body(function, *object, depth + 1)
        }
        Some(Op::Item { object, .. } | Op::CallMethod { object, .. }) => {
            is_body(function, *object, depth + 1)
        }
        Some(Op::Call { args, .. }) => args
            .iter()
            .any(|arg| is_body(function, arg.value, depth + 1)),
        _ => false,
    }
}

/// True for a password that is typed again to be sure of it: `form["password_confirm"]`.
fn is_repetition(function: Function<'_>, register: Reg) -> bool {
    function.parts(register).iter().any(|part| {
        let part = part.to_ascii_lowercase();
        ["confirm", "repeat", "again", "retype", "verify"]
            .iter()
            .any(|word| part.contains(word))
    })
}

/// The last name of an expression: `models.Device`, `Device`.
fn last_name(function: Function<'_>, register: Reg) -> Option<&str> {
    match function.made_by(register)? {
        Op::Attr { name, .. } | Op::LoadGlobal { name, .. } => Some(function.name(*name)),
        _ => None,
    }
}

/// True for what a request holds, and for a parameter that is named like a password.
fn is_sent(ctx: &Context<'_>, function: Function<'_>, register: Reg) -> bool {
    let words = function.words(register);
    let is_request = words.contains("request")
        && [
            "headers",
            "args",
            "form",
            "json",
            "get_json",
            "values",
            "cookies",
            "authorization",
        ]
        .iter()
        .any(|word| words.contains(word));
    let is_typed = function
        .local_name(register)
        .is_some_and(|name| ctx.is_named("password", name));
    let constant = function.value(register).constant().is_some();
    (is_request || is_typed || is_local_typed(ctx, function, register)) && !constant
}

/// A copy of a local variable or parameter that is named like a password.
fn is_local_typed(ctx: &Context<'_>, function: Function<'_>, register: Reg) -> bool {
    let names = function.parts(register);
    names.len() == 1
        && names.iter().all(|name| ctx.is_named("password", name))
        && matches!(
            function.value(register).op(),
            None | Some(Op::CallMethod { .. })
        )
}
