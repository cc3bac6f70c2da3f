//! What several rules of deployment ask: which units serve people, and which commands a shell script adds.

use assay_scan::check::Context;
use assay_scan::check::deployment::{Unit, UnitKind};

/// The units that serve people: not stages on the way, not those for development and tests.
pub(crate) fn deployed<'a>(ctx: &'a Context<'_>) -> impl Iterator<Item = &'a Unit> {
    ctx.app
        .deployment
        .units
        .iter()
        .filter(|unit| unit.is_final && !unit.is_development && !mounts_source(unit))
        .filter(|unit| unit.kind != UnitKind::Job && unit.kind != UnitKind::EnvFile)
}

/// A service that sees the working copy is one for development: its code changes while it runs.
pub(crate) fn mounts_source(unit: &Unit) -> bool {
    unit.kind == UnitKind::Service
        && unit.mounts.iter().any(|mount| {
            let source = mount.source.trim_end_matches('/');
            let is_folder = !source
                .rsplit('/')
                .next()
                .is_some_and(|name| name.trim_start_matches('.').contains('.'));
            matches!(source, "." | ".." | "${PWD}" | "$PWD")
                || (source.starts_with("./")
                    && is_folder
                    && unit.build.is_some()
                    && matches!(
                        mount.target.trim_matches('/'),
                        "app" | "code" | "src" | "srv" | "usr/src/app" | "workspace"
                    ))
        })
}

/// The text of shell scripts of the project that the unit runs.
pub(crate) fn scripts<'a>(ctx: &'a Context<'_>, unit: &'a Unit) -> impl Iterator<Item = &'a str> {
    let words = unit.commands.iter().flat_map(|command| &command.words);
    let names = words
        .map(|word| word.text.rsplit('/').next().unwrap_or_default())
        .filter(|name| {
            name.rsplit_once('.')
                .is_some_and(|(_, suffix)| suffix == "sh")
                || name.contains("entrypoint")
        });
    names.flat_map(move |name| {
        let files = ctx.project.files.iter();
        files
            .filter(move |file| file.name() == name)
            .map(|file| &*file.text)
    })
}
