//! A unit of systemd that runs the application as root.

use assay_scan::check::deployment::UnitKind;
use assay_scan::check::{Context, Report};

use crate::deployed::deployed;

/// Reports services that start a server and name no user, or root.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for unit in deployed(ctx).filter(|unit| unit.kind == UnitKind::Daemon) {
        let is_systemd = ctx
            .project
            .file(unit.span.file)
            .name()
            .ends_with(".service");
        let gives_up = |name| {
            unit.servers
                .iter()
                .any(|start| start.option(name).is_some())
        };
        let Some(command) = unit
            .command_span
            .filter(|_| is_systemd && !unit.servers.is_empty())
        else {
            continue;
        };
        match &unit.user {
            Some(user) if matches!(user.text.as_str(), "root" | "0") => {
                report.at_place(user.span, "root");
            }
            None if !gives_up("user") && !gives_up("uid") => {
                report.at_place(command, "root");
            }
            Some(_) | None => {}
        }
    }
}
