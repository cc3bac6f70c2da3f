//! A secret or personal value is part of a line of a log, as its name tells.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::{Arg, ArgKind, Const, FunctionKind, Op, Reg};
use assay_scan::check::{Context, Function, Report};

/// What opens something in a link, by the name of the variable part.
const IN_LINKS: [&str; 5] = ["token", "code", "key", "signature", "secret"];

/// Methods of classes that check a body and make an object of it.
const CHECKING: [&str; 6] = [
    "from_dict",
    "load",
    "model_validate",
    "parse_obj",
    "structure",
    "validate",
];

/// What a request holds as a whole.
const BODIES: [&str; 4] = ["form", "json", "values", "data"];

/// What of a request holds what lets somebody in, whatever the request is for.
const HEADS: [&str; 2] = ["cookies", "headers"];

/// Functions that draw what nobody can guess.
const DRAWING: [&str; 4] = ["dumps", "encode", "token_hex", "token_urlsafe"];

/// Functions that make what lets somebody in.
const ISSUING: [&str; 2] = ["create_access_token", "create_refresh_token"];

/// What writes a line.
const LOGGING: [&str; 28] = [
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
    "structlog.get_logger().debug",
    "structlog.get_logger().info",
    "structlog.get_logger().warning",
    "structlog.get_logger().error",
    "structlog.get_logger().exception",
    "structlog.get_logger().critical",
    "loguru.logger.debug",
    "loguru.logger.info",
    "loguru.logger.warning",
    "loguru.logger.error",
    "loguru.logger.exception",
    "loguru.logger.critical",
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
            })
            .or_else(|| {
                arguments().find_map(|argument| in_checked(ctx, call.function, argument.value))
            })
            .or_else(|| arguments().find_map(|argument| compared(call.function, argument.value)))
            .or_else(|| arguments().find_map(|argument| issued(call.function, argument.value)))
            .or_else(|| {
                arguments().find_map(|argument| in_request(ctx, call.function, argument.value))
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

/// The secret among the fields of the class that checks a body: `Credentials.model_validate(body)`, `Login(**body)`.
fn in_checked<'a>(ctx: &Context<'a>, function: Function<'a>, register: Reg) -> Option<&'a str> {
    let name = function.variable(register)?;
    if !function.words(register).contains("request") {
        return None;
    }
    let is_body = |args: &[Arg]| match args {
        [only] => function.variable(only.value) == Some(name),
        _ => false,
    };
    let checks = |op: &'a Op| match op {
        Op::CallMethod {
            object, name, args, ..
        } if CHECKING.contains(&function.name(*name)) && is_body(args) => {
            Some(function.words(*object))
        }
        Op::Call { callee, args, .. } if is_body(args) => {
            Some(function.callee_name(*callee).into_iter().collect())
        }
        _ => None,
    };
    let classes: BTreeSet<&str> = function
        .instructions()
        .filter_map(|instruction| checks(&instruction.op))
        .flatten()
        .collect();
    let mut bodies = ctx.functions().filter(|body| {
        body.ir.kind == FunctionKind::ClassBody && classes.contains(body.name(body.ir.name))
    });
    bodies.find_map(|body| {
        let class = body.module.classes.get(body.ir.class?.0 as usize)?;
        let fields = class.fields.iter().map(|field| field.name);
        let assigned = body.ir.exports.iter().map(|(name, _)| *name);
        let mut names = fields.chain(assigned).map(|name| body.name(name));
        names.find(|name| ctx.is_named("sensitive", name))
    })
}

/// A token that was just made for somebody: `token = create_access_token(person.id)`, also in a text.
fn issued(function: Function<'_>, register: Reg) -> Option<&str> {
    let op = function.made_by(register)?;
    if let Op::Format { .. } | Op::Binary { .. } = op {
        return op
            .reads()
            .into_iter()
            .find_map(|part| issued(function, part));
    }
    let (name, _) = function.called(op)?;
    let is_token = |name: &str| name == "token" || name.ends_with("_token");
    let makes = ["create_", "generate_", "make_", "new_"]
        .iter()
        .any(|start| name.starts_with(start));
    let is_kept = function.variable(register).is_some_and(is_token);
    (ISSUING.contains(&name) || makes && is_token(name) || DRAWING.contains(&name) && is_kept)
        .then_some(name)
}

/// The secret among what a request holds, where all of it is written as it came: `request.form.to_dict()`.
fn in_request<'a>(ctx: &Context<'_>, function: Function<'a>, register: Reg) -> Option<&'a str> {
    let mut register = register;
    let mut is_body = false;
    let mut is_head = None;
    for _ in 0..4 {
        match function.made_by(register)? {
            Op::LoadGlobal { name, .. } if function.name(*name) == "request" && is_body => {
                if is_head.is_some() {
                    return is_head;
                }
                let mut names = function.mentions().into_iter();
                return names.find(|name| ctx.is_named("sensitive", name) && !is_constant(name));
            }
            Op::Attr { object, name, .. } => {
                let name = function.name(*name);
                is_head = HEADS.contains(&name).then_some(name);
                is_body |= BODIES.contains(&name) || is_head.is_some();
                register = *object;
            }
            Op::CallMethod { object, name, .. } => {
                let name = function.name(*name);
                if !matches!(name, "get_json" | "get_data" | "to_dict" | "copy" | "items") {
                    return None;
                }
                is_body |= name.starts_with("get_");
                register = *object;
            }
            Op::Call { callee, args, .. } => {
                if !matches!(
                    function.callee_name(*callee)?,
                    "dict" | "str" | "repr" | "list"
                ) {
                    return None;
                }
                register = args.first()?.value;
            }
            _ => return None,
        }
    }
    None
}

/// What was sent and is compared in constant time, which is done with secrets only.
fn compared(function: Function<'_>, register: Reg) -> Option<&str> {
    let name = function.variable(register)?;
    let is_sent = function.words(register).contains("request");
    let is_it = |args: &[Arg]| {
        args.iter()
            .any(|arg| function.variable(arg.value) == Some(name))
    };
    let mut calls = function
        .instructions()
        .filter_map(|instruction| function.called(&instruction.op));
    let is_compared = calls.any(|(name, args)| name == "compare_digest" && is_it(args));
    (is_sent && is_compared).then_some(name)
}
