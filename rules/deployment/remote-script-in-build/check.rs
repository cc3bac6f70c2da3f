//! A build step runs what a server sends.

use assay_scan::check::deployment::{Command, UnitKind};
use assay_scan::check::{Context, Report};

/// Reports `curl … | sh` in images and pipelines.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let units = ctx.app.deployment.units.iter();
    for unit in units.filter(|unit| matches!(unit.kind, UnitKind::Stage | UnitKind::Job)) {
        for (one, next) in unit.steps.iter().zip(unit.steps.iter().skip(1)) {
            if one.is_piped && fetches(one) && runs(next) {
                report.at_place(unit.span_of(one.range()), "a script");
            }
        }
    }
}

fn name(command: &Command) -> &str {
    let first = command.program().first();
    first.map_or("", |word| word.text.rsplit('/').next().unwrap_or_default())
}

fn fetches(command: &Command) -> bool {
    matches!(name(command), "curl" | "wget")
}

fn runs(command: &Command) -> bool {
    let program = name(command);
    matches!(program, "sh" | "bash" | "zsh" | "dash" | "ash")
        || program.starts_with("python")
        || program == "perl"
}
