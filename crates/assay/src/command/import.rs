//! `assay import`: a review with the findings of other tools in it.

use anyhow::Result;

use super::review::{Look, review};
use crate::arguments::Import;
use crate::exit::Exit;
use crate::format::ReportFormat;
use crate::output;
use crate::surroundings::{file_options, terminal_options};

pub(super) fn run(arguments: &Import) -> Result<Exit> {
    output::ensure_writable(&arguments.output)?;
    arguments.format.ensure_can_go_to(&arguments.output)?;
    let mut looked = review(&Look {
        path: &arguments.into,
        exclude: &arguments.exclude,
        trust: &arguments.trust,
        fixes: false,
        own: None,
        inspection: None,
        imports: &arguments.files,
    })?;
    let exit = looked.judge(arguments.fail_on)?;
    let review = looked.review;
    let is_page = arguments.format == ReportFormat::default();
    let options = if is_page && output::is_standard(&arguments.output) {
        terminal_options("auto")
    } else {
        file_options("never", &arguments.into)
    };
    output::write(&arguments.output, |out| {
        arguments.format.write(&review, &options, out)
    })?;
    Ok(exit)
}
