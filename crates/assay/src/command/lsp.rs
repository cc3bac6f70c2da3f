//! `assay lsp`: findings in the editor, over standard input and output.

use std::path::PathBuf;

use anyhow::{Context, Result};
use assay_finding::Finding;
use assay_lsp::{Open, Repair, Reviewer, Seen};
use assay_source::{Project, ReadOptions};
use lsp_server::Connection;
use rayon::ThreadPool;

use crate::advisories;
use crate::arguments::Lsp;
use crate::config::{self, Config};
use crate::exit::Exit;
use crate::knowledge::Knowledge;
use crate::surroundings::today;

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
    knowledge: Knowledge,
    config: Option<Config>,
}

impl Folder {
    fn read(&self) -> Result<Known> {
        let project = Project::read(&self.root, &ReadOptions::default())?;
        let (knowledge, config) = if self.isolated {
            (Knowledge::own(), None)
        } else {
            (
                Knowledge::with_project(&project.root)?,
                Config::of(&project.root)?,
            )
        };
        Ok(Known {
            project,
            knowledge,
            config,
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
        let rules = known.knowledge.rules.choose(&[], &[])?;
        let options = assay_scan::Options {
            advisories: advisories::choose(None)?,
            today: Some(today()),
            matrix: known
                .config
                .as_ref()
                .map(Config::matrix)
                .unwrap_or_default(),
            ..assay_scan::Options::default()
        };
        let models = &known.knowledge.models;
        let mut review =
            threads.install(|| assay_scan::scan(&project, &rules, models, &options, &()));
        let mut brought = known.knowledge.from_project.clone();
        if known.config.is_some() {
            brought.push(config::NAME.to_owned());
        }
        review.add_brought_along(brought, known.knowledge.problems.clone());
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
