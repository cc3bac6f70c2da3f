//! One finding for an application in which nothing answers for errors that nobody expected.

use assay_scan::check::{Context, Report};

/// Exceptions that stand for all of them.
const ALL: [&str; 4] = [
    "builtins.Exception",
    "builtins.BaseException",
    "werkzeug.exceptions.InternalServerError",
    "werkzeug.exceptions.HTTPException",
];

/// How they are written where they are registered.
const SPELLINGS: [&str; 4] = [
    "(Exception",
    "InternalServerError",
    "HTTPException",
    "default_exceptions",
];

pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let settings = &ctx.app.settings;
    let Some((made, function)) = settings.made.first() else {
        return;
    };
    let is_general = |name: &str| ALL.contains(&name.trim_end_matches("()"));
    let own: Vec<_> = ctx
        .app
        .error_handlers
        .iter()
        .filter(|handler| handler.blueprint.is_none())
        .collect();
    // Who registers no handler at all has chosen the answers of the framework.
    let is_handled = own.iter().any(|handler| {
        let text = ctx
            .project
            .file(handler.span.file)
            .slice(handler.span.range);
        handler.code == Some(500)
            || handler.exception.as_deref().is_some_and(is_general)
            || SPELLINGS.iter().any(|spelling| text.contains(spelling))
    });
    // A handler of which it is not known what it answers for may be the one.
    let is_open = own.iter().any(|handler| {
        handler.code.is_none() && handler.exception.is_none() && handler.class.is_none()
    });
    if own.is_empty() || !settings.is_whole || is_handled || is_open {
        return;
    }
    if let Some(function) = ctx.function(*function) {
        report.at_range(function, made.range, "");
    }
}
