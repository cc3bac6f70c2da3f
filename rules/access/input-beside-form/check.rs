//! A view reads by hand what a form or schema of the project describes.

use std::collections::BTreeSet;

use assay_scan::check::{Confidence, Context, Report};

use crate::checks::views;

/// How many names in common are no chance.
const COMMON: usize = 2;

/// Names that every form about people has, so that they say nothing.
const CREDENTIALS: [&str; 8] = [
    "csrf_token",
    "email",
    "id",
    "mail",
    "name",
    "password",
    "user",
    "username",
];

/// Reports the first such input of a view.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for route in ctx.routes() {
        let Some(view) = views::view(ctx, route) else {
            continue;
        };
        let is_sent = |from: &str| matches!(from, "form" | "json");
        let own = |span: assay_scan::check::Span| {
            span.file == view.module.file
                && view.ir.range.start <= span.range.start
                && span.range.end <= view.ir.range.end
        };
        let inputs: Vec<_> = route
            .inputs
            .iter()
            .filter(|input| is_sent(&input.from) && input.name.is_some())
            .collect();
        let is_validated = route
            .inputs
            .iter()
            .any(|input| is_sent(&input.from) && input.validated.is_some());
        let raw: BTreeSet<&str> = inputs
            .iter()
            .filter_map(|input| input.name.as_deref())
            .collect();
        if !route.changes_state()
            || route.is_loose
            || is_validated
            || raw
                .iter()
                .filter(|name| !CREDENTIALS.contains(name))
                .count()
                < COMMON
            || !inputs.iter().all(|input| own(input.span))
        {
            continue;
        }
        let mut functions = route.functions.iter().filter_map(|id| ctx.function(*id));
        let checks = |name: &str| {
            let name = name.to_ascii_lowercase();
            [
                "valid",
                "schema",
                "load",
                "parse",
                "check",
                "clean",
                "form_data",
            ]
            .iter()
            .any(|part| name.contains(part))
        };
        if functions.any(|function| function.mentions().into_iter().any(checks)) {
            continue;
        }
        let describes = |fields: &[String]| raw.iter().all(|name| fields.iter().any(|f| f == name));
        let Some(form) = ctx.app.forms.iter().find(|form| describes(&form.fields)) else {
            continue;
        };
        let Some(first) = inputs.iter().map(|input| input.span).min() else {
            continue;
        };
        let names: Vec<String> = raw.iter().map(|name| format!("`{name}`")).collect();
        report
            .at_range(view, first.range, &names.join(", "))
            .unsure(Confidence::Medium, "the fields have the same names")
            .step(
                form.place,
                &format!("`{}` says what they may hold", form.name),
            )
            .step(first, "and is not asked here");
    }
}
