//! `assay report`: a review in several formats at once, with its plan.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use assay_report::Format;

use super::plan;
use super::review::{Look, review};
use crate::arguments::Report;
use crate::exit::{Exit, FailOn};
use crate::output;
use crate::surroundings::file_options;

pub(super) fn run(arguments: &Report) -> Result<Exit> {
    let mut review = review(&Look {
        own: Some(&arguments.output),
        ..Look::planned(&arguments.path, &arguments.planning)
    })?;
    review.plan = Some(plan::plan(&review, &arguments.path, &arguments.planning)?);
    fs::create_dir_all(&arguments.output)
        .with_context(|| format!("could not make the folder {}", arguments.output.display()))?;
    for format in &arguments.format {
        let path = arguments.output.join(name(*format));
        let options = file_options("never");
        output::write(&path, |out| {
            assay_report::write(&review, *format, &options, out)
        })?;
        output::note(&format!("wrote {}", path.display()));
    }
    Ok(Exit::of(&review, FailOn::Risk(assay_finding::Risk::Info)))
}

/// The name of a report's file.
const fn name(format: Format) -> &'static str {
    match format {
        Format::Terminal => "review.txt",
        Format::Json => "review.json",
        Format::Sarif => "review.sarif",
        Format::Html => "review.html",
        Format::Markdown => "review.md",
        Format::Csv => "review.csv",
        Format::Sonar => "review.sonar.json",
        Format::Gitlab => "gl-sast-report.json",
        Format::Junit => "review.junit.xml",
        Format::Github => "review.github.txt",
    }
}

/// The folder of the reports, as a pattern that leaves it out of the review.
pub(super) fn folder_pattern(project: &Path, folder: &Path) -> Option<String> {
    let root = fs::canonicalize(project).ok()?;
    let folder = fs::canonicalize(folder).ok()?;
    let inside = folder.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
    (!inside.is_empty()).then(|| format!("/{inside}"))
}
