//! The binary: reads the command line, runs a command, and says by its exit code how it went.
//!
//! Commands stand in `command`, one file each. This crate and `assay-source` are the only ones that
//! touch files, the environment and the terminal.

#![allow(
    clippy::disallowed_methods,
    reason = "the binary is the one place that may look at its surroundings"
)]
#![allow(
    clippy::format_push_string,
    clippy::wildcard_enum_match_arm,
    clippy::struct_field_names,
    reason = "short texts are put together line by line, and output structs are named as they are written"
)]

mod accepted;
mod advisories;
mod arguments;
mod blame;
mod brought;
mod command;
mod config;
mod environment;
mod exit;
mod format;
mod gatekeeper;
mod imports;
mod index;
mod kept;
mod knowledge;
mod network;
mod output;
mod owners;
mod progress;
mod revision;
mod surroundings;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;
use exit::Exit;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    surroundings::keep_panics_quiet();
    let arguments = Arguments::parse();
    let outcome = catch_unwind(AssertUnwindSafe(|| command::run(arguments.command)));
    let exit = match outcome {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => {
            output::complain(&format!("{error:#}"));
            Exit::Failed
        }
        Err(_) => {
            output::complain(
                "Assay itself failed, and nothing was reviewed; please report this with what you ran",
            );
            Exit::Failed
        }
    };
    exit.into()
}
