//! A review with everything that reports, plans and proofs tell.

use std::path::{Path, PathBuf};

use anyhow::Result;
use assay_finding::Review;
use assay_scan::RuleSet;
use assay_source::{Project, ReadOptions};

use crate::advisories;
use crate::arguments::Planning;
use crate::config::{self, Config};
use crate::imports::{self, Imports};
use crate::knowledge::Knowledge;
use crate::progress::Line;
use crate::surroundings;

/// What to review, and what to leave out.
pub(super) struct Look<'a> {
    pub(super) path: &'a Path,
    pub(super) exclude: &'a [String],
    pub(super) isolated: bool,
    /// A folder that earlier reports were written into: it is no part of the project.
    pub(super) own: Option<&'a Path>,
    /// Reports of other tools, to be merged.
    pub(super) imports: &'a [PathBuf],
}

impl<'a> Look<'a> {
    pub(super) fn planned(path: &'a Path, planning: &'a Planning) -> Self {
        Self {
            path,
            exclude: &planning.exclude,
            isolated: planning.isolated,
            own: None,
            imports: &planning.import,
        }
    }
}

/// Reviews a project with the default rules.
pub(super) fn review(look: &Look<'_>) -> Result<Review> {
    let path = look.path;
    let mut options = ReadOptions {
        exclude: look.exclude.to_vec(),
        ..ReadOptions::default()
    };
    let own = look
        .own
        .and_then(|folder| super::report::folder_pattern(path, folder));
    options.exclude.extend(own.clone());
    let imports = Imports::read(look.imports)?;
    let imported = imports::patterns(look.imports, path);
    let patterns = imported.iter().map(|path| super::scan::pattern(path));
    options.exclude.extend(patterns);
    let project = Project::read(path, &options)?;
    let (knowledge, config) = if look.isolated {
        (Knowledge::own(), None)
    } else {
        (
            Knowledge::with_project(&project.root)?,
            Config::of(&project.root)?,
        )
    };
    super::scan::ensure_something_to_see(path, &project)?;
    let rules: RuleSet = knowledge.rules.choose(&[], &[])?;
    let options = assay_scan::Options {
        advisories: advisories::choose(None)?,
        today: Some(surroundings::today()),
        matrix: config.as_ref().map(Config::matrix).unwrap_or_default(),
        ..assay_scan::Options::default()
    };
    let line = Line::new();
    let threads = super::threads(0)?;
    let mut review =
        threads.install(|| assay_scan::scan(&project, &rules, &knowledge.models, &options, &line));
    let mut brought = knowledge.from_project;
    if config.is_some() {
        brought.push(config::NAME.to_owned());
    }
    review.add_brought_along(brought, knowledge.problems);
    imports.merge(&mut review, &project);
    if !imported.is_empty() {
        let is_one = |path: &String| imported.contains(path);
        review
            .coverage
            .skipped
            .retain(|skipped| !is_one(&skipped.path));
    }
    if let Some(own) = own {
        let own = own.trim_start_matches('/');
        review
            .coverage
            .skipped
            .retain(|skipped| skipped.path != own);
    }
    Ok(review)
}
