//! `assay completions`: the script that lets a shell complete this command line.

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::generate;

use crate::arguments::{Arguments, Completions};
use crate::exit::Exit;
use crate::output;

pub(super) fn run(arguments: &Completions) -> Result<Exit> {
    let mut script = Vec::new();
    generate(
        arguments.shell,
        &mut Arguments::command(),
        "assay",
        &mut script,
    );
    output::write(&arguments.output, |out| out.write_all(&script))?;
    Ok(Exit::Clean)
}
