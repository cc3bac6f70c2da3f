//! `assay scan`: reviews a project.

use std::path::Path;

use anyhow::{Result, bail};
use assay_finding::Review;
use assay_scan::RuleSet;
use assay_source::{FileKind, Project, ReadOptions};

use crate::advisories;
use crate::arguments::Scan;
use crate::config::{self, Config};
use crate::exit::Exit;
use crate::format::ReportFormat;
use crate::knowledge::Knowledge;
use crate::output;
use crate::progress::Line;
use crate::surroundings::{file_options, terminal_options, today};

pub(super) fn run(arguments: &Scan) -> Result<Exit> {
    if arguments.watch {
        return super::watch::run(arguments);
    }
    output::ensure_writable(&arguments.output)?;
    arguments.format.ensure_can_go_to(&arguments.output)?;
    let threads = super::threads(arguments.jobs.map_or(0, usize::from))?;
    let review = threads.install(|| review(arguments))?;
    let is_page = arguments.format == ReportFormat::default();
    let options = if is_page && output::is_standard(&arguments.output) {
        terminal_options(&arguments.color)
    } else {
        file_options(&arguments.color, &arguments.path)
    };
    output::write(&arguments.output, |out| {
        arguments.format.write(&review, &options, out)
    })?;
    Ok(judged(&review, arguments))
}

/// How the run ends after this review.
pub(super) fn judged(review: &Review, arguments: &Scan) -> Exit {
    Exit::of(review, arguments.fail_on)
}

pub(super) fn review(arguments: &Scan) -> Result<Review> {
    let line = Line::new();
    let own_output = own_output(arguments);
    let mut options = ReadOptions {
        exclude: arguments.exclude.clone(),
        ..ReadOptions::default()
    };
    options
        .exclude
        .extend(own_output.iter().map(|path| pattern(path)));
    let read = || Project::read(&arguments.path, &options);
    let (project, ()) = rayon::join(read, Knowledge::prepare);
    let project = project?;
    let knowledge = if arguments.isolated {
        Knowledge::own()
    } else {
        Knowledge::with_project(&project.root)?
    };
    let rules = choose(&knowledge.rules, arguments)?;
    ensure_something_to_see(&arguments.path, &project)?;
    let config = if arguments.isolated {
        None
    } else {
        Config::of(&project.root)?
    };
    let options = assay_scan::Options {
        matrix: config.as_ref().map(Config::matrix).unwrap_or_default(),
        include_tests: arguments.include_tests,
        advisories: advisories::choose(arguments.advisories.as_deref())?,
        today: Some(today()),
        ..assay_scan::Options::default()
    };
    let mut review = assay_scan::scan(&project, &rules, &knowledge.models, &options, &line);
    let mut brought = knowledge.from_project;
    if config.is_some() {
        brought.push(config::NAME.to_owned());
    }
    review.add_brought_along(brought, knowledge.problems);
    // The report of an earlier run is no part of the project, and the first run must equal the second.
    review
        .coverage
        .skipped
        .retain(|skipped| Some(&skipped.path) != own_output.as_ref());
    Ok(review)
}

fn choose(rules: &RuleSet, arguments: &Scan) -> Result<RuleSet> {
    let chosen = rules.choose(&arguments.select, &arguments.ignore)?;
    if chosen.is_empty() {
        bail!(
            "no rule is left to look for; `--select` names those to use, `--ignore` takes some of them away"
        );
    }
    Ok(chosen)
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
