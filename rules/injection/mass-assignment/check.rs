//! Whatever a client sends becomes attributes or columns.

use assay_scan::check::ir::{ArgKind, Op, Reg};
use assay_scan::check::{Context, Function, Report};

/// What holds everything that the client sent.
const BODIES: [&str; 6] = ["json", "get_json", "form", "values", "args", "to_dict"];

/// Words at the end of the names of classes that check what they are given.
const CHECKING: [&str; 12] = [
    "Schema", "Form", "Args", "Params", "Request", "Input", "Dto", "DTO", "Payload", "Query", "Error", "Options",
];

/// Reports constructors, `update` and queries that are given the whole body.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions() {
        for instruction in function.instructions() {
            let found = match &instruction.op {
                Op::Call { callee, args, .. } => {
                    let class = function.callee_name(*callee).unwrap_or_default();
                    let whole = args.iter().any(|arg| {
                        arg.kind == ArgKind::DoubleStar && is_whole_body(function, arg.value)
                    });
                    whole && is_record(class)
                }
                Op::CallMethod { object, name, args, .. } if function.name(*name) == "update" => {
                    let [only] = &**args else { continue };
                    only.kind == ArgKind::Positional
                        && is_whole_body(function, only.value)
                        && holds_a_record(function, *object)
                }
                _ => false,
            };
            if found {
                report.at_range(function, instruction.range, "");
            }
        }
    }
}

/// `request.get_json()`, `request.form.to_dict()` and the like, whole.
fn is_whole_body(function: Function<'_>, register: Reg) -> bool {
    let mut value = function.value(register);
    for _ in 0..4 {
        match value.op() {
            Some(Op::Attr { object, name, .. }) if BODIES.contains(&function.name(*name)) => {
                return is_request(function, *object);
            }
            Some(Op::CallMethod { object, name, .. }) if BODIES.contains(&function.name(*name)) => {
                if is_request(function, *object) {
                    return true;
                }
                value = function.value(*object);
            }
            // `request.json or {}`
            Some(Op::Logical { left, .. }) => value = function.value(*left),
            Some(Op::Call { callee, args, .. })
                if function.callee_name(*callee) == Some("dict") && args.len() == 1 =>
            {
                let Some(only) = args.first() else { return false };
                value = function.value(only.value);
            }
            _ => return false,
        }
    }
    false
}

fn is_request(function: Function<'_>, register: Reg) -> bool {
    let names = function.words(register);
    names.len() <= 2 && names.contains("request")
}

fn is_record(class: &str) -> bool {
    let name = class.trim_start_matches('_');
    name.starts_with(char::is_uppercase)
        && name.chars().any(char::is_lowercase)
        && !CHECKING.iter().any(|end| name.ends_with(end))
}

/// True for a query, and for a mapping that was made from something stored.
fn holds_a_record(function: Function<'_>, object: Reg) -> bool {
    match function.value(object).op() {
        Some(Op::Call { callee, args, .. }) => {
            function.callee_name(*callee) == Some("dict") && !args.is_empty()
        }
        Some(Op::CallMethod { .. }) => {
            let words = function.words(object);
            words.contains("query") || words.contains("filter_by") || words.contains("_asdict")
        }
        Some(Op::Attr { name, .. }) => function.name(*name) == "__dict__",
        _ => false,
    }
}
