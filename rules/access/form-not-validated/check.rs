//! A view fills a form from the request and uses what is in it, though nothing ran its validators.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::Op;
use assay_scan::check::{Context, Function, Report};

use crate::checks::views;

/// Reports the place where such a form is made.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let mut last = None;
    for route in ctx.routes() {
        let Some(view) = views::view(ctx, route) else {
            continue;
        };
        if !route.changes_state() || last == Some(view.id) {
            continue;
        }
        let mut all = route.functions.iter().filter_map(|id| ctx.function(*id));
        if all.any(validates) {
            continue;
        }
        for instruction in view.instructions() {
            let Op::Call { dst, callee, .. } = &instruction.op else {
                continue;
            };
            let name = view.callee_name(*callee).unwrap_or_default();
            let is_form = ctx.app.forms.iter().any(|form| {
                form.name == name && form.fields.iter().any(|field| reads(view, *dst, field))
            });
            if is_form {
                last = Some(view.id);
                report.at_range(view, instruction.range, name);
            }
        }
    }
}

/// True if the function asks something to validate itself, whatever that is.
fn validates(function: Function<'_>) -> bool {
    let mentions = function.mentions();
    mentions.iter().any(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("valid") || name == "is_submitted" || name == "errors"
    })
}

/// True if `form.FIELD.data` is read.
fn reads(view: Function<'_>, form: assay_scan::check::ir::Reg, field: &str) -> bool {
    view.instructions()
        .any(|instruction| match &instruction.op {
            Op::Attr { object, name, .. } if view.name(*name) == "data" => {
                match view.value(*object).op() {
                    Some(Op::Attr {
                        object: holder,
                        name,
                        ..
                    }) => view.name(*name) == field && view.is_made_of(*holder, form),
                    _ => false,
                }
            }
            _ => false,
        })
}
