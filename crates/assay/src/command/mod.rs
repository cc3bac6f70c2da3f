//! The commands, one file each.

mod advisories;
mod baseline;
mod compare;
mod completions;
mod debug;
mod deps;
mod explain;
mod fix;
mod import;
mod init;
mod inspect;
mod lsp;
mod man;
mod models;
mod page;
mod plan;
mod prove;
mod report;
mod review;
mod routes;
mod rules;
mod sbom;
mod scan;
mod settings;
mod watch;
mod workbench;

pub(crate) use advisories::ARCHIVE;
pub(crate) use init::TARGETS as INIT_TARGETS;

use anyhow::{Context, Result};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::arguments::{Command, List};
use crate::exit::Exit;
use crate::knowledge::Knowledge;

/// Runs a command.
pub(crate) fn run(command: Command) -> Result<Exit> {
    match command {
        Command::Scan(arguments) => scan::run(&arguments),
        Command::Review(arguments) => workbench::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Plan(arguments) => plan::run(&arguments),
        Command::Baseline(arguments) => baseline::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Prove(arguments) => prove::run(&arguments),
        Command::Settings(arguments) => settings::run(&arguments),
        Command::Deps(arguments) => deps::run(&arguments),
        Command::Sbom(arguments) => sbom::run(&arguments),
        Command::Fix(arguments) => fix::run(&arguments),
        Command::Advisories(arguments) => advisories::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Models(arguments) => models::run(&arguments),
        Command::Routes(arguments) => routes::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
        Command::Lsp(arguments) => lsp::run(&arguments),
        Command::Debug(arguments) => debug::run(&arguments),
    }
}

/// The rules and models that a list shows.
fn knowledge(list: &List) -> Result<Knowledge> {
    if list.isolated {
        Ok(Knowledge::own())
    } else {
        Knowledge::with_project(&list.project)
    }
}

/// So many threads, or one for each processor if 0, with the stack that deeply nested code needs.
fn threads(number: usize) -> Result<ThreadPool> {
    ThreadPoolBuilder::new()
        .num_threads(number)
        .stack_size(assay_scan::STACK_BYTES)
        .build()
        .context("could not start threads; try `--jobs 1`")
}
