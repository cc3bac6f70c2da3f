//! A key under a name of the application's own falls back to a text in the code.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::{Arg, ArgKind, Op, Reg};
use assay_scan::check::{Context, Function, Range, Report};

use crate::checks::keys;

/// Reports what keys fall back to where a variable of the environment is missing.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let used = keys::own(ctx);
    if used.is_empty() {
        return;
    }
    for given in ctx
        .functions()
        .flat_map(|function| keys::given(function, &used))
    {
        if let Some((text, range)) = fallback(given.function, given.value)
            && keys::is_key_text(given.name, text)
            && !keys::is_for_development(ctx, given.function)
        {
            report.at_range(given.function, range, given.name);
        }
    }
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
