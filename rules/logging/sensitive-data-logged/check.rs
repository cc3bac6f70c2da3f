//! A secret or personal value is part of a line of a log, as its name tells.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::{ArgKind, Const, Op, Reg};
use assay_scan::check::{Context, Function, Report};

/// What opens something in a link, by the name of the variable part.
const IN_LINKS: [&str; 5] = ["token", "code", "key", "signature", "secret"];

/// What writes a line.
const LOGGING: [&str; 16] = [
    "logging.debug",
    "logging.info",
    "logging.warning",
    "logging.warn",
    "logging.error",
    "logging.exception",
    "logging.critical",
    "logging.log",
    "logging.Logger().debug",
    "logging.Logger().info",
    "logging.Logger().warning",
    "logging.Logger().warn",
    "logging.Logger().error",
    "logging.Logger().exception",
    "logging.Logger().critical",
    "logging.Logger().log",
];

/// Reports the calls of which an argument is named like a secret.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for call in LOGGING.iter().flat_map(|name| ctx.calls(name)) {
        let arguments = || call.arguments.iter();
        let told = arguments()
            .flat_map(|argument| call.function.parts(argument.value))
            .find(|part| {
                ctx.is_named("sensitive", part)
                    && !is_constant(part)
                    && !is_counted(call.function, part)
            })
            .or_else(|| arguments().find_map(|argument| in_link(call.function, argument.value)))
            .or_else(|| {
                arguments().find_map(|argument| in_whole(ctx, call.function, argument.value))
            });
        if let Some(part) = told {
            report.at_range(call.function, call.range, part);
        }
    }
}

/// A name in capitals is a choice from a list, or a text for people: `Way.PASSWORD`.
fn is_constant(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

/// True if a variable counts: `imported_credentials = 0`.
fn is_counted(function: Function<'_>, name: &str) -> bool {
    function
        .instructions()
        .any(|instruction| match instruction.op {
            Op::Const {
                dst,
                value: Const::Int(_),
            } => function.local_name(dst) == Some(name),
            Op::Copy { dst, src } => {
                function.local_name(dst) == Some(name)
                    && matches!(function.value(src).constant(), Some(Const::Int(_)))
            }
            _ => false,
        })
}

/// What lets people in, in a link that is made for one of them: `url_for("reset", token=token, _external=True)`.
fn in_link(function: Function<'_>, register: Reg) -> Option<&str> {
    let Op::Call { callee, args, .. } = function.made_by(register)? else {
        return None;
    };
    if function.callee_name(*callee)? != "url_for" {
        return None;
    }
    let keyword = |kind: ArgKind| match kind {
        ArgKind::Keyword(name) => Some(function.name(name)),
        ArgKind::Positional | ArgKind::Star | ArgKind::DoubleStar => None,
    };
    let mut keywords = args.iter().filter_map(|arg| keyword(arg.kind));
    keywords.find(|name| IN_LINKS.contains(name))
}

/// The secret in a body that is written as a whole: `body = request.get_json()`, of which `body["password"]` is read.
fn in_whole<'a>(ctx: &Context<'_>, function: Function<'a>, register: Reg) -> Option<&'a str> {
    let name = function.variable(register)?;
    let is_sent = function.words(register).contains("request");
    let entry = |op: &'a Op| match op {
        Op::Item { object, key, .. } => Some((*object, function.value(*key).text()?)),
        Op::CallMethod {
            object, name, args, ..
        } if matches!(function.name(*name), "get" | "pop") => {
            Some((*object, function.value(args.first()?.value).text()?))
        }
        _ => None,
    };
    let mut entries = function
        .instructions()
        .filter_map(|instruction| entry(&instruction.op));
    let found = entries.find(|(object, key)| {
        function.variable(*object) == Some(name) && ctx.is_named("sensitive", key)
    })?;
    is_sent.then_some(found.1)
}
