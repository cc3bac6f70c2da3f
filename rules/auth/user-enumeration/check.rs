//! A login or reset tells whether an account exists.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::{Const, Op, Reg};
use assay_scan::check::{Context, Function, Range, Report};

/// Words in the name of a function that logs in or sends a reset.
const ASKING: [&str; 11] = [
    "login",
    "log_in",
    "signin",
    "sign_in",
    "authenticate",
    "forgot",
    "reset",
    "recover",
    "logon",
    "lost_password",
    "password_request",
];

/// What says that something is not there.
const MISSING: [&str; 18] = [
    "not found",
    "no such",
    "no user with",
    "no account",
    "unknown",
    "does not exist",
    "doesn't exist",
    "not exist",
    "not registered",
    "isn't registered",
    "is not known",
    "do not know",
    "don't know",
    "not in our",
    "no member",
    "no customer",
    "couldn't find",
    "could not find",
];

/// What is not there: an account.
const ACCOUNTS: [&str; 9] = [
    "user",
    "account",
    "email",
    "e-mail",
    "address",
    "member",
    "customer",
    "username",
    "login name",
];

/// Functions and methods whose texts reach a client.
const TELLING: [&str; 8] = [
    "flash",
    "jsonify",
    "abort",
    "make_response",
    "render_template",
    "Response",
    "append",
    "error_response",
];

/// Reports texts for clients that say an account is missing, where no password is mentioned beside it.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions().filter(|function| asks(*function)) {
        for instruction in function.instructions() {
            let texts = match &instruction.op {
                Op::Call { callee, args, .. } if tells(function, *callee) => {
                    args.iter().map(|arg| arg.value).collect()
                }
                Op::CallMethod { name, args, .. } if TELLING.contains(&function.name(*name)) => {
                    args.iter().map(|arg| arg.value).collect()
                }
                _ => Vec::new(),
            };
            report_if(report, function, instruction.range, &texts);
        }
        for (value, range) in function.returns() {
            report_if(report, function, range, &[value]);
        }
    }
}

fn report_if(report: &mut Report<'_>, function: Function<'_>, range: Range, texts: &[Reg]) {
    let tells = texts
        .iter()
        .flat_map(|register| texts_of(function, *register, 0))
        .any(is_about_account);
    if tells {
        report.at_range(function, range, "");
    }
}

/// The constants that a text or container is made of; those of calls are looked at by themselves.
fn texts_of(function: Function<'_>, register: Reg, depth: u32) -> Vec<&str> {
    if depth > 4 {
        return Vec::new();
    }
    let value = function.value(register);
    match value.op() {
        Some(Op::Const {
            value: Const::Str(text),
            ..
        }) => vec![text],
        Some(Op::Sequence { elements, .. }) => {
            let parts = elements.iter().map(|element| element.value);
            parts
                .flat_map(|part| texts_of(function, part, depth + 1))
                .collect()
        }
        Some(Op::Dict { entries, .. }) => {
            let parts = entries.iter().map(|(_, value)| *value);
            parts
                .flat_map(|part| texts_of(function, part, depth + 1))
                .collect()
        }
        // A text that is translated.
        Some(Op::Call { callee, args, .. })
            if matches!(
                function.callee_name(*callee),
                Some("_" | "gettext" | "lazy_gettext")
            ) =>
        {
            let parts = args.iter().map(|arg| arg.value);
            parts
                .flat_map(|part| texts_of(function, part, depth + 1))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn asks(function: Function<'_>) -> bool {
    let name = function.name(function.ir.name).to_ascii_lowercase();
    ASKING.iter().any(|word| name.contains(word))
}

fn tells(function: Function<'_>, callee: Reg) -> bool {
    function
        .callee_name(callee)
        .is_some_and(|name| TELLING.contains(&name))
}

fn is_about_account(text: &str) -> bool {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    has(&MISSING)
        && has(&ACCOUNTS)
        && ![
            "password",
            "if ",
            " or ",
            "token",
            "session",
            "permission",
            "page",
        ]
        .iter()
        .any(|word| lower.contains(word))
}
