//! `assay models`: lists the libraries that Assay knows.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Result;
use assay_models::Package;
use serde::Serialize;

use super::page::{Page, Painter};
use crate::arguments::Models;
use crate::exit::Exit;
use crate::output;

/// What `--format json` writes.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    packages: Vec<Row<'a>>,
}

/// A package, and how much is known about it.
#[derive(Serialize)]
struct Row<'a> {
    package: &'a str,
    file: &'a str,
    docs: Option<&'a str>,
    sources: usize,
    sinks: usize,
    cleaners: usize,
    guards: usize,
    entries: usize,
    others: usize,
}

impl<'a> From<&'a Package> for Row<'a> {
    fn from(package: &'a Package) -> Self {
        let others = package.aliases.len()
            + package.passes.len()
            + package.exits.len()
            + package.renders.len()
            + package.callbacks.len()
            + package.stores.len()
            + package.loads.len()
            + package.constants.len()
            + package.responses.len();
        Self {
            package: &package.name,
            file: &package.file,
            docs: package.docs.as_deref(),
            sources: package.sources.len(),
            sinks: package.sinks.len(),
            cleaners: package.cleans.len(),
            guards: package.guards.len(),
            entries: package.entries.len(),
            others,
        }
    }
}

pub(super) fn run(arguments: &Models) -> Result<Exit> {
    let models = super::knowledge(&arguments.list)?.models;
    let rows: Vec<Row<'_>> = models.packages().iter().map(Row::from).collect();
    output::write(Path::new("-"), |out| {
        if arguments.list.is_json() {
            return assay_report::write_json(
                &Document {
                    format: "assay-models",
                    version: 1,
                    packages: rows,
                },
                out,
            );
        }
        table(&rows, out)
    })?;
    Ok(Exit::Clean)
}

fn table(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(Painter::for_standard_output(), out);
    let width = rows
        .iter()
        .map(|row| row.package.len())
        .max()
        .unwrap_or_default()
        .max("package".len());
    page.heading(&format!(
        "{:width$}  sources  sinks  cleaners  guards  entries  others",
        "package"
    ))?;
    for row in rows {
        page.line(&format!(
            "{:width$}  {:>7}  {:>5}  {:>8}  {:>6}  {:>7}  {:>6}",
            row.package, row.sources, row.sinks, row.cleaners, row.guards, row.entries, row.others
        ))?;
    }
    page.line("")?;
    let count = rows.len();
    page.line(&format!(
        "{count} packages. A project may bring its own in `.assay/models`."
    ))
}
