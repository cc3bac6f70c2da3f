//! The image of the application runs its server as root.

use assay_scan::check::deployment::{Unit, UnitKind};
use assay_scan::check::{Context, Report};

use crate::deployed::{deployed, scripts};

/// Images that start as root unless told otherwise; what others start as is not known.
const ROOT_IMAGES: [&str; 22] = [
    "python",
    "pypy",
    "debian",
    "ubuntu",
    "alpine",
    "fedora",
    "centos",
    "rockylinux",
    "almalinux",
    "amazonlinux",
    "oraclelinux",
    "ubi",
    "node",
    "uv",
    "miniconda3",
    "anaconda3",
    "micromamba-root",
    "cuda",
    "buildpack-deps",
    "uwsgi-nginx-flask",
    "meinheld-gunicorn-flask",
    "python-poetry",
];

/// Programs with which a start script gives up the rights of root.
const DROPS: [&str; 6] = [
    "gosu",
    "su-exec",
    "setpriv",
    "runuser",
    "chpst",
    "s6-setuidgid",
];

/// Reports the command of each image that keeps the rights of root.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for unit in deployed(ctx).filter(|unit| unit.kind == UnitKind::Stage) {
        let Some(command) = unit.command_span else {
            continue;
        };
        if drops_rights(ctx, unit) || is_tool(unit) || is_given_another_user(ctx, unit) {
            continue;
        }
        match &unit.user {
            Some(user) if is_root(&user.text) => drop(report.at_place(user.span, "root")),
            Some(_) => {}
            None => {
                let is_known = unit.image.as_ref().is_some_and(|image| {
                    let tag = image.tag.as_deref().unwrap_or_default();
                    ROOT_IMAGES.contains(&image.short_name())
                        && !tag.contains("nonroot")
                        && !tag.contains("rootless")
                        && !image.is_open
                });
                if is_known {
                    report.at_place(command, "root");
                }
            }
        }
    }
}

fn is_root(user: &str) -> bool {
    matches!(user.split(':').next(), Some("root" | "0"))
}

fn drops_rights(ctx: &Context<'_>, unit: &Unit) -> bool {
    let commands = unit.commands.iter().chain(&unit.steps);
    let mut words = commands.flat_map(|command| &command.words);
    let is_drop = |text: &str| DROPS.iter().any(|drop| text.contains(drop));
    words.any(|word| is_drop(&word.text))
        || scripts(ctx, unit).any(|script| {
            is_drop(script) || script.contains("su ") || script.contains("--user")
        })
        // These start as root and give their workers to somebody else.
        || unit.servers.iter().any(|start| {
            ["user", "uid", "group"].iter().any(|name| start.option(name).is_some())
        })
}

/// An image that ends in a shell is a toolbox, not a server.
fn is_tool(unit: &Unit) -> bool {
    unit.commands.iter().all(|command| {
        let program = command.program();
        let name = program.first().map_or("", |word| word.text.as_str());
        program.len() <= 1
            && matches!(
                name.rsplit('/').next(),
                Some("sh" | "bash" | "" | "python" | "python3")
            )
    })
}

/// Every service that runs this image says as whom.
fn is_given_another_user(ctx: &Context<'_>, unit: &Unit) -> bool {
    let path = &ctx.project.file(unit.span.file).path;
    let services = ctx.app.deployment.units_of(UnitKind::Service);
    let mut users = services
        .filter(|service| {
            let build = service.build.as_ref();
            build.is_some_and(|build| *build.dockerfile == **path)
        })
        .map(|service| &service.user)
        .peekable();
    users.peek().is_some()
        && users.all(|user| user.as_ref().is_some_and(|user| !is_root(&user.text)))
}
