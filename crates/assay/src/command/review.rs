//! A review with everything that has a say in it, for all commands that need one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use assay_finding::Review;
use assay_finding::plan::Plan;
use assay_scan::inspect::Checklist;
use assay_source::Project;

use super::plan;
use crate::advisories;
use crate::arguments::{GateArguments, Planning, Trust};
use crate::brought::{Brought, Chosen, root_of};
use crate::exit::{Exit, FailOn};
use crate::gatekeeper::Gatekeeper;
use crate::imports::{self, Imports};
use crate::progress::Line;
use crate::surroundings;

/// What to review, and what to leave out.
pub(super) struct Look<'a> {
    pub(super) path: &'a Path,
    pub(super) exclude: &'a [String],
    pub(super) trust: &'a Trust,
    /// Also what a tool can repair.
    pub(super) fixes: bool,
    /// A folder that earlier reports were written into: it is no part of the project.
    pub(super) own: Option<&'a Path>,
    /// What people are asked about the application.
    pub(super) inspection: Option<Arc<Checklist>>,
    /// Reports of other tools, to be merged.
    pub(super) imports: &'a [PathBuf],
}

impl<'a> Look<'a> {
    pub(super) fn planned(path: &'a Path, planning: &'a Planning) -> Self {
        Self {
            path,
            exclude: &planning.exclude,
            trust: &planning.trust,
            fixes: planning.with_fixes,
            own: None,
            inspection: None,
            imports: &planning.import,
        }
    }
}

/// A review, and what had a say in it.
pub(super) struct Looked {
    pub(super) review: Review,
    root: PathBuf,
    brought: Brought,
    chosen: Chosen,
}

impl Looked {
    /// Asks the gate of the project, as a scan does.
    ///
    /// # Errors
    /// If it asks for a plan that cannot be made.
    pub(super) fn judge(&mut self, fail_on: Option<FailOn>) -> Result<Exit> {
        let own = GateArguments::default();
        let gate = Gatekeeper::of(&self.brought, &self.chosen, &own, fail_on);
        let (root, config) = (&self.root, &self.brought.config);
        gate.judge(&mut self.review, |review| {
            let today = surroundings::day().unwrap_or_default();
            Ok(plan::made(review, root, config, today, None, None))
        })
    }

    /// The plan of repair.
    ///
    /// # Errors
    /// If the day, the earlier plan or the history cannot be used.
    pub(super) fn plan(&self, planning: &Planning) -> Result<Plan> {
        plan::plan(&self.review, &self.root, &self.brought.config, planning)
    }
}

/// Reviews a project with the rules that its configuration chooses, or the default ones.
pub(super) fn review(look: &Look<'_>) -> Result<Looked> {
    let path = look.path;
    let root = root_of(path);
    let brought = Brought::read(&root, look.trust)?;
    let mut read = brought.read_options(look.exclude);
    let own = look
        .own
        .and_then(|folder| super::report::folder_pattern(path, folder));
    read.exclude.extend(own.clone());
    let imports = Imports::read(look.imports)?;
    let imported = imports::patterns(look.imports, path);
    let patterns = imported.iter().map(|path| super::scan::pattern(path));
    read.exclude.extend(patterns);
    let project = Project::read(path, &read)?;
    super::scan::ensure_something_to_see(path, &project)?;
    let chosen = brought.choose(&[], &[], &[])?;
    let options = assay_scan::Options {
        advisories: advisories::choose(None)?,
        inspection: look.inspection.clone(),
        ..brought.options()
    };
    let line = Line::new();
    let threads = super::threads(0)?;
    let models = &brought.knowledge.models;
    let scan =
        |project: &Project| assay_scan::scan(project, &chosen.rules, models, &options, &line);
    let mut review = threads.install(|| scan(&project));
    if look.fixes {
        let offer = threads
            .install(|| assay_fix::offer(&project, &chosen.rules, &review, &|_| true, &scan));
        review.repairs = assay_fix::repairs(&project, &review, &offer);
    }
    // What others report can be accepted as well.
    imports.merge(&mut review, &project);
    brought.finish(&mut review, &chosen.policy);
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
    Ok(Looked {
        review,
        root,
        brought,
        chosen,
    })
}
