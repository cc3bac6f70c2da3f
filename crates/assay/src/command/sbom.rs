//! `assay sbom`: the bill of materials of a project, for other tools.

use std::path::Path;

use anyhow::Result;
use assay_deps::sbom::{Content, cyclonedx, spdx};

use super::deps;
use crate::arguments::Sbom;
use crate::exit::Exit;
use crate::output;
use crate::surroundings;

pub(super) fn run(arguments: &Sbom) -> Result<Exit> {
    output::ensure_writable(&arguments.output)?;
    let known = deps::read(&arguments.packages)?;
    let name = arguments
        .name
        .clone()
        .unwrap_or_else(|| name_of(&known.project.root));
    let timestamp = format!("{}T00:00:00Z", surroundings::today());
    let path_of = |requirement: &assay_deps::Requirement| match known.place(requirement) {
        (path, Some(line)) => format!("{path}#L{line}"),
        (_, None) => String::new(),
    };
    let content = Content {
        name: &name,
        tool_version: env!("CARGO_PKG_VERSION"),
        timestamp: &timestamp,
        inventory: &known.dependencies.inventory,
        vulnerable: &known.dependencies.audit.vulnerable,
        evidence: &known.dependencies.evidence,
        path_of: &path_of,
    };
    let document = match arguments.format.as_str() {
        "spdx" => spdx(&content),
        _ => cyclonedx(&content),
    };
    output::write(&arguments.output, |out| {
        assay_report::write_json(&document, out)
    })?;
    Ok(if known.dependencies.inventory.problems.is_empty() {
        Exit::Clean
    } else {
        Exit::Incomplete
    })
}

fn name_of(root: &Path) -> String {
    root.file_name().map_or_else(
        || "application".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}
