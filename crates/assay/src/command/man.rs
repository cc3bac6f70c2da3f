//! `assay man`: the manual as pages for `man`, one for the program and one for each command.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::arguments::{Arguments, Manual};
use crate::exit::Exit;
use crate::output;

pub(super) fn run(arguments: &Manual) -> Result<Exit> {
    let mut program = Arguments::command();
    program.build();
    match &arguments.output {
        Some(folder) => write_all(&program, folder)?,
        None => output::write(Path::new("-"), |out| Man::new(program).render(out))?,
    }
    Ok(Exit::Clean)
}

/// One page for each command, named as `man assay-scan` asks for it.
fn write_all(program: &Command, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("could not make the folder {}", folder.display()))?;
    let mut pages = vec![("assay".to_owned(), program.clone())];
    let commands = program.get_subcommands();
    // `help` needs no page of its own.
    let commands =
        commands.filter(|command| !command.is_hide_set() && command.get_name() != "help");
    for command in commands {
        let name = format!("assay-{}", command.get_name());
        let page = command.clone().display_name(name.clone());
        pages.push((name, page));
    }
    for (name, command) in pages {
        let path = folder.join(format!("{name}.1"));
        output::write(&path, |out| Man::new(command).render(out))?;
    }
    output::note(&format!("wrote the manual into {}", folder.display()));
    Ok(())
}
