//! A key under a name of the application's own falls back to a text in the code.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::{Arg, ArgKind, Op, Reg};
use assay_scan::check::{Context, Function, Range, Report};

use crate::checks::keys;

/// The fewest characters of a text that nobody wrote as an example.
const LONG: usize = 12;

/// Reports what keys fall back to where a variable of the environment is missing.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let used = keys::own(ctx);
    let mut reported = BTreeSet::new();
    for given in ctx
        .functions()
        .flat_map(|function| keys::given(function, |name| used.contains(name) || is_secret(name)))
    {
        if let Some((text, range)) = fallback(given.function, given.value)
            && keys::is_key_text(given.name, text)
            && (used.contains(given.name)
                || is_random(text) && !ctx.holds_token(given.function, range))
            && !keys::is_for_development(ctx, given.function)
            && reported.insert((given.function.id, range))
        {
            report.at_range(given.function, range, given.name);
        }
    }
    // `os.environ.setdefault("LINK_KEY", "text")`, or under another name than that of the variable.
    for function in ctx.functions() {
        for instruction in function.instructions() {
            let Some((name, args)) = function.called(&instruction.op) else {
                continue;
            };
            let is_read = match &instruction.op {
                Op::CallMethod { object, .. } => match name {
                    "get" | "setdefault" => function.near_words(*object).contains("environ"),
                    name => name == "getenv",
                },
                _ => name == "getenv",
            };
            let variable = args
                .first()
                .and_then(|first| function.value(first.value).text());
            if let (true, Some(variable), Some(text)) = (is_read, variable, default(function, args))
                && is_secret(variable)
                && keys::is_key_text(variable, text)
                && is_random(text)
                && !keys::is_for_development(ctx, function)
                && !ctx.holds_token(function, instruction.range)
                && reported.insert((function.id, instruction.range))
            {
                report.at_range(function, instruction.range, variable);
            }
        }
    }
}

/// True for a name that says that nobody may know what is in it, and that is no setting of an extension.
fn is_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    !keys::is_setting(&lower) && (keys::is_key_name(&lower) || lower.ends_with("_token"))
}

/// True for a text that was made to be hard to guess, and is no example.
fn is_random(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    text.len() >= LONG
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !text.contains(' ')
        // Tokens are found by their form.
        && !text.starts_with("eyJ")
        && ![
            "example",
            "test",
            "sample",
            "dummy",
            "changeme",
            "change-me",
        ]
        .iter()
        .any(|word| lower.contains(word))
}

/// The text that a value is where the environment has none, and where the reading of it stands.
fn fallback(function: Function<'_>, register: Reg) -> Option<(&str, Range)> {
    // `os.getenv("KEY") or "text"`
    let choice = function.instructions().find_map(|made| match &made.op {
        Op::Logical {
            dst,
            and: false,
            left,
            right,
        } if *dst == register => {
            let words = function.words(*left);
            let is_read = words.contains("environ") || words.contains("getenv");
            let text = function.value(*right).text().filter(|_| is_read)?;
            Some((text, made.range))
        }
        _ => None,
    });
    if choice.is_some() {
        return choice;
    }
    let value = function.value(register);
    let text = match value.op()? {
        Op::CallMethod {
            object, name, args, ..
        } => {
            let is_read = match function.name(*name) {
                "encode" => return fallback(function, *object),
                "get" | "setdefault" => function.words(*object).contains("environ"),
                name => name == "getenv",
            };
            default(function, args).filter(|_| is_read)
        }
        Op::Call { callee, args, .. } => {
            default(function, args).filter(|_| function.callee_name(*callee) == Some("getenv"))
        }
        _ => None,
    }?;
    Some((text, value.place()?.1))
}

/// The text of the second argument, or of `default`.
fn default<'a>(function: Function<'a>, args: &[Arg]) -> Option<&'a str> {
    let named = args.iter().find(|arg| match arg.kind {
        ArgKind::Keyword(name) => function.name(name) == "default",
        _ => false,
    });
    function.value(named.or(args.get(1))?.value).text()
}
