//! A view answers with the whole environment or all settings.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::BTreeSet;

use assay_scan::check::ir::{Arg, Op, Reg};
use assay_scan::check::{Context, Function, Report};

use crate::checks::views;

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
            let Some(mapping) = args.iter().find_map(|arg| mapping(view, arg.value)) else {
                continue;
            };
            let is_answer = returned.iter().any(|register| {
                view.is_made_of(*register, result)
                    && OTHER
                        .iter()
                        .all(|name| !view.words(*register).contains(name))
            });
            if WHOLE.contains(&name) && is_answer && reported.insert(instruction.range) {
                report.at_range(view, instruction.range, mapping);
            }
        }
    }
}

/// The environment or the settings, if a value is one of them as a whole.
fn mapping(function: Function<'_>, register: Reg) -> Option<&'static str> {
    let Op::Attr { object, name, .. } = function.made_by(register)? else {
        return None;
    };
    let words = function.near_words(*object);
    match function.name(*name) {
        "environ" if words.contains("os") => Some("os.environ"),
        "config" if words.contains("current_app") || words.contains("app") => Some("app.config"),
        _ => None,
    }
}
