//! Files with findings of other tools: reading them before the review, and merging them after it.

use std::fs::{self, File};
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use assay_finding::Review;
use assay_import::{FILE_BYTES, Report};
use assay_source::Project;

use crate::output;

/// What was imported, before it is known where it belongs.
pub(crate) struct Imports {
    reports: Vec<Report>,
}

impl Imports {
    /// Reads the files; `-` is standard input.
    ///
    /// # Errors
    ///
    /// When one cannot be read, or is no report of a kind that we know.
    pub(crate) fn read(files: &[PathBuf]) -> Result<Self> {
        let reports = files
            .iter()
            .map(|file| report(file))
            .collect::<Result<_>>()?;
        Ok(Self { reports })
    }

    /// Merges them into the review of a project.
    pub(crate) fn merge(&self, review: &mut Review, project: &Project) {
        if !self.reports.is_empty() {
            assay_import::merge(review, project, &self.reports);
        }
    }
}

/// The files as patterns that leave them out of the review of a project: they are no part of it.
pub(crate) fn patterns(files: &[PathBuf], project: &Path) -> Vec<String> {
    let inside = |file: &PathBuf| {
        let root = fs::canonicalize(project).ok()?;
        let file = fs::canonicalize(file).ok()?;
        Some(file.strip_prefix(root).ok()?.to_str()?.replace('\\', "/"))
    };
    files.iter().filter_map(inside).collect()
}

fn report(file: &Path) -> Result<Report> {
    if output::is_standard(file) {
        let bytes = limited(stdin().lock()).context("could not read standard input")?;
        return Ok(assay_import::read("standard input", &bytes)?);
    }
    let told = || format!("could not read {}", file.display());
    let facts = fs::metadata(file).with_context(told)?;
    if facts.is_dir() {
        bail!("{} is a folder; name the reports in it", file.display());
    }
    let bytes = limited(File::open(file).with_context(told)?).with_context(told)?;
    let name = file.file_name().unwrap_or(file.as_os_str());
    Ok(assay_import::read(&name.to_string_lossy(), &bytes)?)
}

/// One byte more than a report may have tells that there is more.
fn limited(reader: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader
        .take(FILE_BYTES.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
