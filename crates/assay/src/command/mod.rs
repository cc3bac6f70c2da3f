//! The commands, one file each.

mod explain;
mod models;
mod page;
mod rules;
mod scan;

use anyhow::Result;

use crate::arguments::{Command, List};
use crate::exit::Exit;
use crate::knowledge::Knowledge;

/// Runs a command.
pub(crate) fn run(command: Command) -> Result<Exit> {
    match command {
        Command::Scan(arguments) => scan::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Models(arguments) => models::run(&arguments),
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
