//! `assay lsp`: findings in the editor, over standard input and output.

use std::path::PathBuf;

use anyhow::{Context, Result};
use assay_finding::Finding;
use assay_lsp::{Open, Repair, Reviewer, Seen};
use assay_source::Project;
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
                project = project.with_text(path, std::sync::Arc::clone(text));
            }
        }
        let options = assay_scan::Options {
            advisories: advisories::choose(None)?,
            ..known.brought.options()
        };
        let (models, rules) = (&known.brought.knowledge.models, &known.chosen.rules);
        let mut review =
            threads.install(|| assay_scan::scan(&project, rules, models, &options, &()));
        known.brought.finish(&mut review, &known.chosen.policy);
        Ok(Seen { review, project })
    }
}

impl Reviewer for Folder {
    fn review(&mut self, open: &Open) -> Result<Seen, String> {
        self.seen(open).map_err(|error| format!("{error:#}"))
    }

    fn repair(&mut self, _: &Seen, _: &Finding) -> Option<Repair> {
        None
    }
}
