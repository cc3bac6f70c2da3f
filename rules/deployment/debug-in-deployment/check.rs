//! Debug mode switched on where the application is deployed.

use assay_scan::check::deployment::{Server, Variable, VariableValue};
use assay_scan::check::{Confidence, Context, Report};

use crate::deployed::{deployed, environments};

/// Reports variables and options that switch debugging on.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for unit in deployed(ctx).chain(environments(ctx)) {
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
