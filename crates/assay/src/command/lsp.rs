//! `assay lsp`: findings in the editor, over standard input and output.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use assay_deps::Database;
use assay_finding::{Finding, Review};
use assay_lsp::{Open, Repair, Reviewer, Seen};
use assay_scan::Options;
use assay_source::{Project, Range};
use lsp_server::Connection;
use rayon::ThreadPool;

use crate::advisories;
use crate::arguments::{Lsp, Trust};
use crate::brought::{Brought, Chosen, root_of};
use crate::exit::Exit;

pub(super) fn run(arguments: &Lsp) -> Result<Exit> {
    let (connection, threads) = Connection::stdio();
    let isolated = arguments.isolated;
    let served = assay_lsp::serve(&connection, |root| {
        Box::new(Folder {
            root: root.to_owned(),
            isolated,
            threads: None,
            known: None,
        })
    });
    drop(connection);
    served?;
    threads
        .join()
        .context("the connection to the editor broke")?;
    Ok(Exit::Clean)
}

/// A folder that an editor has open.
struct Folder {
    root: PathBuf,
    isolated: bool,
    threads: Option<ThreadPool>,
    known: Option<Known>,
}

/// What was read from disk.
struct Known {
    project: Project,
    brought: Brought,
    chosen: Chosen,
    advisories: Option<Arc<Database>>,
}

impl Folder {
    fn read(&self) -> Result<Known> {
        let trust = Trust {
            isolated: self.isolated,
            ..Trust::default()
        };
        let brought = Brought::read(&root_of(&self.root), &trust)?;
        let project = Project::read(&self.root, &brought.read_options(&[]))?;
        let chosen = brought.choose(&[], &[], &[])?;
        Ok(Known {
            project,
            brought,
            chosen,
            advisories: advisories::choose(None)?,
        })
    }

    fn seen(&mut self, open: &Open) -> Result<Seen> {
        if open.reread || self.known.is_none() {
            self.known = None;
            self.known = Some(self.read()?);
        }
        if self.threads.is_none() {
            self.threads = Some(super::threads(0)?);
        }
        let (Some(known), Some(threads)) = (&self.known, &self.threads) else {
            anyhow::bail!("nothing was read");
        };
        let mut project = known.project.clone();
        for (path, text) in &open.texts {
            // A file that is there but was left out is left out in the editor, too.
            if project.file_at(path).is_some() || !self.root.join(path).exists() {
                project = project.with_text(path, Arc::clone(text));
            }
        }
        let review = threads.install(|| known.look(&project));
        Ok(Seen { review, project })
    }

    /// How a finding can be repaired, proven on what was seen.
    fn proven(&self, seen: &Seen, finding: &Finding) -> Option<Repair> {
        let (known, threads) = (self.known.as_ref()?, self.threads.as_ref()?);
        let wanted = |other: &Finding| other.fingerprint == finding.fingerprint;
        let look = |project: &Project| known.look(project);
        let rules = &known.chosen.rules;
        let offer = || assay_fix::offer(&seen.project, rules, &seen.review, &wanted, &look);
        let fix = threads.install(offer).fixes.into_iter().next()?;
        let edits = fix.edits.into_iter().map(|(path, edits)| {
            let edits = edits.into_iter();
            let edits = edits.map(|edit| (Range::new(edit.start, edit.end), edit.text));
            (path, edits.collect())
        });
        Some(Repair {
            title: fix.say,
            edits: edits.collect(),
        })
    }
}

impl Known {
    fn look(&self, project: &Project) -> Review {
        let (rules, models) = (&self.chosen.rules, &self.brought.knowledge.models);
        let options = Options {
            advisories: self.advisories.clone(),
            ..self.brought.options()
        };
        let mut review = assay_scan::scan(project, rules, models, &options, &());
        self.brought.finish(&mut review, &self.chosen.policy);
        review
    }
}

impl Reviewer for Folder {
    fn review(&mut self, open: &Open) -> Result<Seen, String> {
        self.seen(open).map_err(|error| format!("{error:#}"))
    }

    fn repair(&mut self, seen: &Seen, finding: &Finding) -> Option<Repair> {
        self.proven(seen, finding)
    }
}
