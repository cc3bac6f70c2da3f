//! What several rules of deployment ask: which units serve people, and which commands a shell script adds.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only constants are asked for"
)]

use std::collections::BTreeSet;

use assay_scan::check::Context;
use assay_scan::check::deployment::{Server, Unit, UnitKind};
use assay_scan::check::ir::{Const, Op};

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

/// The environment files that serve what is deployed.
pub(crate) fn environments<'a>(ctx: &'a Context<'_>) -> impl Iterator<Item = &'a Unit> {
    let files = environment_files(ctx);
    let units = ctx.app.deployment.units.iter();
    units.filter(move |unit| unit.kind == UnitKind::EnvFile && is_used(ctx, unit, &files))
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
    let file = ctx.project.file(unit.span.file);
    let name = file.name();
    // A pattern is there to be copied; one that something deployed really takes is no pattern any more.
    let is_pattern = ["example", "sample", "template", "dist"]
        .iter()
        .any(|word| name.contains(word));
    if unit.is_development && !is_pattern {
        return false;
    }
    let is_production = name.contains("prod") || name.contains("live") || name.contains("staging");
    let is_read = matches!(name, ".env" | ".flaskenv")
        && deployed(ctx).any(|unit| {
            unit.servers
                .iter()
                .any(|start| start.server == Server::Flask)
        });
    is_production
        || files.contains(&*file.path)
        || is_read
        || is_copied(ctx, name)
        || is_loaded(ctx, name)
}

/// True if an image gets an environment file by this name: `COPY .env.example .env`, `RUN cp .env.example .env`.
fn is_copied(ctx: &Context<'_>, name: &str) -> bool {
    let is_it = |path: &str| path.rsplit('/').next() == Some(name);
    let is_env = |path: &str| path.rsplit('/').next() == Some(".env");
    deployed(ctx).any(|unit| {
        let copied = unit
            .copies
            .iter()
            .any(|copy| is_env(&copy.target) && copy.sources.iter().any(|source| is_it(source)));
        let moved = unit.steps.iter().any(|step| {
            let mut words = step.words.iter().map(|word| word.text.as_str());
            matches!(words.next(), Some("cp" | "mv"))
                && words.clone().any(is_it)
                && words.next_back().is_some_and(is_env)
        });
        copied || moved
    })
}

/// True if the code loads an environment file of this name, which is not that of a developer: `load_dotenv(".env.example")`.
fn is_loaded(ctx: &Context<'_>, name: &str) -> bool {
    name != ".env"
        && ctx.functions().any(|function| {
            function.mentions().contains("load_dotenv")
                && function
                    .instructions()
                    .any(|instruction| match &instruction.op {
                        Op::Const {
                            value: Const::Str(text),
                            ..
                        } => text.rsplit('/').next() == Some(name),
                        _ => false,
                    })
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
