//! A secret or personal value is part of a line of a log, as its name tells.

use assay_scan::check::{Context, Report};

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
        let arguments = call.arguments.iter();
        let told = arguments
            .flat_map(|argument| call.function.parts(argument.value))
            .find(|part| ctx.is_named("sensitive", part) && !is_constant(part));
        if let Some(part) = told {
            report.at_range(call.function, call.range, part);
        }
    }
}

/// A name in capitals is a choice from a list, or a text for people: `Way.PASSWORD`.
fn is_constant(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}
