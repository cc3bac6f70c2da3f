//! `assay scan`: reviews a project, or what a change brings to it, and asks the gate.

use std::path::Path;

use anyhow::{Result, bail};
use assay_finding::Review;
use assay_scan::Progress;
use assay_source::{FileKind, Project, ReadOptions};

use super::plan;
use crate::advisories;
use crate::arguments::Scan;
use crate::brought::{Brought, Chosen, root_of};
use crate::exit::Exit;
use crate::format::ReportFormat;
use crate::gatekeeper::Gatekeeper;
use crate::knowledge::Knowledge;
use crate::output;
use crate::progress::Line;
use crate::revision::Versions;
use crate::surroundings::{self, file_options, terminal_options};

pub(super) fn run(arguments: &Scan) -> Result<Exit> {
    if arguments.watch {
        return super::watch::run(arguments);
    }
    output::ensure_writable(&arguments.output)?;
    arguments.format.ensure_can_go_to(&arguments.output)?;
    let threads = super::threads(arguments.jobs.map_or(0, usize::from))?;
    let (review, exit) = threads.install(|| review(arguments))?;
    let is_page = arguments.format == ReportFormat::default();
    let options = if is_page && output::is_standard(&arguments.output) {
        terminal_options(&arguments.color)
    } else {
        file_options(&arguments.color, &arguments.path)
    };
    output::write(&arguments.output, |out| {
        arguments.format.write(&review, &options, out)
    })?;
    Ok(exit)
}

/// The review, and how the run ends after it.
pub(super) fn review(arguments: &Scan) -> Result<(Review, Exit)> {
    let line = Line::new();
    let root = root_of(&arguments.path);
    let own_output = own_output(arguments);
    let base = arguments.diff.as_deref().or(arguments.new_since.as_deref());
    // What a change is judged by is what counts today, for both versions.
    let versions = base
        .map(|base| Versions::of(&arguments.path, base))
        .transpose()?;
    let path = versions
        .as_ref()
        .and_then(|versions| versions.after.clone());
    let path = path.unwrap_or_else(|| arguments.path.clone());
    let (brought, ()) = rayon::join(
        || Brought::read(&root, &arguments.trust),
        Knowledge::prepare,
    );
    let brought = brought?;
    let mut read = brought.read_options(&arguments.exclude);
    read.exclude
        .extend(own_output.iter().map(|path| pattern(path)));
    let project = Project::read(&path, &read)?;
    let chosen = brought.choose(
        &arguments.select,
        &arguments.ignore,
        &arguments.gate.fail_path,
    )?;
    ensure_something_to_see(&arguments.path, &project)?;
    let own = brought.options();
    let options = assay_scan::Options {
        // Unless more reviews come, the process ends with this one.
        taint: assay_taint::Options {
            give_back: arguments.watch || base.is_some(),
            ..own.taint
        },
        include_tests: arguments.include_tests || own.include_tests,
        advisories: advisories::choose(arguments.advisories.as_deref())?,
        ..own
    };
    let look = Version {
        brought: &brought,
        chosen: &chosen,
        options: &options,
        line: &line,
    };
    let mut review = look.review(&project);
    drop(project);
    brought.finish(&mut review, &chosen.policy);
    if let (Some(versions), Some(base)) = (&versions, base) {
        let before = look.before(&versions.before, &read)?;
        review.compare_to(&before, base, arguments.diff.is_some());
    }
    // The report of an earlier run is no part of the project, and the first run must equal the second.
    review
        .coverage
        .skipped
        .retain(|skipped| Some(&skipped.path) != own_output.as_ref());
    let gate = Gatekeeper::of(&brought, &chosen, &arguments.gate, arguments.fail_on);
    let earlier = || {
        arguments
            .gate
            .plan
            .as_deref()
            .map(plan::earlier)
            .transpose()
    };
    let exit = gate.judge(&mut review, |review| {
        let today = surroundings::day().unwrap_or_default();
        let config = &brought.config;
        Ok(plan::made(review, &root, config, today, earlier()?, None))
    })?;
    Ok((review, exit))
}

/// How both versions of a project are reviewed.
struct Version<'a> {
    brought: &'a Brought,
    chosen: &'a Chosen,
    options: &'a assay_scan::Options,
    line: &'a dyn Progress,
}

impl Version<'_> {
    fn review(&self, project: &Project) -> Review {
        let models = &self.brought.knowledge.models;
        assay_scan::scan(project, &self.chosen.rules, models, self.options, self.line)
    }

    /// The review of the earlier version; a path that was not there yet held nothing.
    fn before(&self, path: &Path, read: &ReadOptions) -> Result<Review> {
        let project = if path.exists() {
            Project::read(path, read)?
        } else {
            Project::default()
        };
        let mut review = self.review(&project);
        self.chosen.policy.apply(&mut review, true);
        Ok(review)
    }
}

/// Silence about a folder without Python would look like praise.
pub(super) fn ensure_something_to_see(path: &Path, project: &Project) -> Result<()> {
    if project.files_of(FileKind::Python).next().is_some() || !project.problems.is_empty() {
        return Ok(());
    }
    let mut message = format!(
        "no Python files found in {}; check the path",
        path.display()
    );
    let skipped = project
        .skipped
        .iter()
        .filter(|skipped| skipped.count > 0)
        .take(10);
    let skipped: Vec<_> = skipped
        .map(|skipped| format!("\n  {}: {}", skipped.path, skipped.reason.text()))
        .collect();
    if !skipped.is_empty() {
        message.push_str(". Left out were:");
        message.push_str(&skipped.concat());
    }
    bail!(message)
}

/// The path of the output within the project, if it is there.
fn own_output(arguments: &Scan) -> Option<String> {
    if output::is_standard(&arguments.output) {
        return None;
    }
    let root = std::fs::canonicalize(&arguments.path).ok()?;
    let folder = std::fs::canonicalize(output::folder_of(&arguments.output)).ok()?;
    let path = folder
        .strip_prefix(root)
        .ok()?
        .join(arguments.output.file_name()?);
    Some(path.to_str()?.replace('\\', "/"))
}

/// The pattern that means this path and no other.
pub(super) fn pattern(path: &str) -> String {
    let mut pattern = String::from("/");
    for character in path.chars() {
        if "\\*?[]{}!# ".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}
