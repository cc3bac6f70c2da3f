//! A view answers with the whole environment or all settings.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::{Arg, Op, Reg};
use assay_scan::check::{Context, Function, Report};

use crate::checks::{rows, views};

/// What turns a mapping into a text or an answer as a whole.
const WHOLE: [&str; 7] = ["dict", "dumps", "jsonify", "pformat", "repr", "str", "vars"];

/// Functions that make something else of what they are given.
const OTHER: [&str; 6] = [
    "render_template",
    "render_template_string",
    "redirect",
    "url_for",
    "run",
    "Popen",
];

/// What hands its entries on in another form.
const SAME: [&str; 5] = ["dict", "list", "repr", "sorted", "str"];

/// Reports mappings that views answer with.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    for route in ctx.routes() {
        let Some(view) = views::view(ctx, route) else {
            continue;
        };
        if !seen.insert(view.id) {
            continue;
        }
        let returned: Vec<Reg> = view.returns().map(|(register, _)| register).collect();
        let mut reported = BTreeSet::new();
        for (register, range) in view.returns() {
            let mut loops = rows::every(view).filter_map(|filled| {
                in_every(view, &filled)
                    .filter(|_| rows::goes_into(view, filled.container, register))
            });
            let is_other = OTHER.iter().any(|name| view.words(register).contains(name));
            if let Some(shown) = loops.next()
                && !is_other
                && reported.insert(range)
            {
                report.at_range(view, range, shown);
            }
        }
        for instruction in view.instructions() {
            let (name, args, result): (&str, &[Arg], Reg) = match &instruction.op {
                Op::Call {
                    callee, args, dst, ..
                } => (view.callee_name(*callee).unwrap_or_default(), args, *dst),
                Op::CallMethod {
                    name, args, dst, ..
                } => (view.name(*name), args, *dst),
                _ => continue,
            };
            // What a template is given by name is shown in part, but nobody makes a list of entries for a part.
            let is_page = matches!(name, "render_template" | "render_template_string");
            if is_page {
                let shown = args.iter().find_map(|arg| entries(view, arg.value));
                if let Some(shown) = shown.filter(|_| reported.insert(instruction.range)) {
                    report.at_range(view, instruction.range, shown);
                }
                continue;
            }
            let Some(mapping) = args
                .iter()
                .find_map(|arg| mapping(view, arg.value).or_else(|| entries(view, arg.value)))
            else {
                continue;
            };
            let is_answer = returned.iter().any(|register| {
                rows::goes_into(view, result, *register)
                    && OTHER
                        .iter()
                        .all(|name| !view.words(*register).contains(name))
            });
            let is_told = reported
                .iter()
                .any(|range| range.contains(instruction.range.start));
            if WHOLE.contains(&name) && is_answer && !is_told && reported.insert(instruction.range)
            {
                report.at_range(view, instruction.range, mapping);
            }
        }
    }
}

/// The environment or the settings as entries with their values: `sorted(os.environ.items())`.
fn entries(function: Function<'_>, register: Reg) -> Option<&'static str> {
    match function.made_by(register)? {
        Op::CallMethod { object, name, .. } if function.name(*name) == "items" => {
            mapping(function, *object)
        }
        Op::Call { callee, args, .. } if SAME.contains(&function.callee_name(*callee)?) => {
            let first = args.first()?.value;
            entries(function, first)
        }
        _ => rows::every(function)
            .filter(|filled| function.is_made_of(register, filled.container))
            .find_map(|filled| in_every(function, &filled)),
    }
}

/// The environment or the settings, if a loop goes over them and keeps their values.
fn in_every(function: Function<'_>, filled: &rows::Every) -> Option<&'static str> {
    let Op::Iter { src, .. } = function.made_by(filled.iterator)? else {
        return None;
    };
    entries(function, *src)
        .filter(|_| has_value(function, filled.value))
        .or_else(
            || match function.value(value_of(function, filled.value)).op()? {
                // `for name in app.config: shown[name] = app.config[name]`
                Op::Item { object, .. } => mapping(function, *src).and(mapping(function, *object)),
                _ => None,
            },
        )
}

/// What a value is, also as text: `repr(value)`.
fn value_of(function: Function<'_>, register: Reg) -> Reg {
    match function.value(register).op() {
        Some(Op::Call { callee, args, .. })
            if (function.callee_name(*callee)).is_some_and(|name| SAME.contains(&name)) =>
        {
            args.first().map_or(register, |first| first.value)
        }
        _ => register,
    }
}

/// True for the second half of an entry, also as text or in one: `str(value)`, `f"{name}={value}"`.
fn has_value(function: Function<'_>, register: Reg) -> bool {
    let register = value_of(function, register);
    let is_second = |value: Reg| {
        function.instructions().any(|instruction| {
            matches!(&instruction.op, Op::Unpack { targets, .. }
                if targets.get(1).is_some_and(|second| function.is_made_of(value, *second)))
        })
    };
    match function.value(register).op() {
        Some(Op::Call { .. } | Op::CallMethod { .. }) => false,
        Some(op @ (Op::Format { .. } | Op::Sequence { .. })) => {
            op.reads().into_iter().any(|part| has_value(function, part))
        }
        _ => is_second(register),
    }
}

/// The environment or the settings, if a value is one of them as a whole.
fn mapping(function: Function<'_>, register: Reg) -> Option<&'static str> {
    let (object, name) = match function.made_by(register)? {
        Op::Attr { object, name, .. } => (object, name),
        Op::CallMethod { object, name, .. } if function.name(*name) == "copy" => {
            return mapping(function, *object);
        }
        _ => return None,
    };
    let words = function.near_words(*object);
    match function.name(*name) {
        "environ" if words.contains("os") => Some("os.environ"),
        "config" if words.contains("current_app") || words.contains("app") => Some("app.config"),
        _ => None,
    }
}
