//! Debug mode switched on where the application is deployed.

use std::collections::BTreeSet;

use assay_scan::check::deployment::{Server, Unit, UnitKind, Variable, VariableValue};
use assay_scan::check::{Confidence, Context, Report};

use crate::deployed::deployed;

/// Reports variables and options that switch debugging on.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let files = environment_files(ctx);
    let units = &ctx.app.deployment.units;
    let environments = units
        .iter()
        .filter(|unit| unit.kind == UnitKind::EnvFile && is_used(ctx, unit, &files));
    for unit in deployed(ctx).chain(environments) {
        for variable in &unit.variables {
            let counts = unit
                .variable(&variable.name)
                .is_some_and(|last| std::ptr::eq(last, variable));
            if !counts || variable.is_build_argument || !switches_on(variable) {
                continue;
            }
            let place = report.at_place(variable.span, &variable.name);
            if let VariableValue::Default(name, _) = &variable.value {
                place.unsure(
                    Confidence::Medium,
                    &format!("only as long as `{name}` does not say otherwise"),
                );
            }
        }
        for start in &unit.servers {
            let is_flask = matches!(
                start.server,
                Server::Flask | Server::Script | Server::Module
            );
            for option in &start.options {
                if is_flask && option.name == "debug" && option.value.is_empty()
                    || option.name == "debugger" && option.value.is_empty()
                {
                    report.at_place(option.span, "debug");
                }
            }
        }
    }
}

fn switches_on(variable: &Variable) -> bool {
    let Some(text) = variable.value.text() else {
        return false;
    };
    let text = text.trim().to_ascii_lowercase();
    match variable.name.as_str() {
        // Flask takes every text but these for yes.
        "FLASK_DEBUG" => !matches!(text.as_str(), "" | "0" | "false" | "no"),
        "FLASK_ENV" => text == "development",
        "WERKZEUG_DEBUG_PIN" => text == "off",
        _ => false,
    }
}

/// The environment files that services of a deployment name.
fn environment_files<'a>(ctx: &'a Context<'_>) -> BTreeSet<&'a str> {
    deployed(ctx)
        .flat_map(|unit| &unit.env_files)
        .map(|file| file.text.trim_start_matches("./"))
        .collect()
}

/// Whether an environment file serves what is deployed: it is named for it, a service names it,
/// or an image that starts with `flask run`, which reads it, holds it.
fn is_used(ctx: &Context<'_>, unit: &Unit, files: &BTreeSet<&str>) -> bool {
    if unit.is_development {
        return false;
    }
    let file = ctx.project.file(unit.span.file);
    let name = file.name();
    let is_production = name.contains("prod") || name.contains("live") || name.contains("staging");
    let is_read = matches!(name, ".env" | ".flaskenv")
        && deployed(ctx).any(|unit| {
            unit.servers
                .iter()
                .any(|start| start.server == Server::Flask)
        });
    is_production || files.contains(&*file.path) || is_read
}
