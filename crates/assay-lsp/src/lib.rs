//! Findings in the editor, by the Language Server Protocol.
//!
//! The server keeps what is open in the editor, asks a [`Reviewer`] for a review of the whole project with these texts
//! in place of the files, and tells what it found.
//! It reads and writes no files and knows no rules: the binary brings a reviewer for each folder.
//!
//! One thread speaks with the editor; each folder of the workspace has another one that reviews.
//! A review is never cut short: what comes meanwhile waits for the next one, and only its last state counts.
//!
//! ```
//! use assay_lsp::{Open, Repair, Reviewer, Seen};
//! use assay_finding::{Coverage, Finding, Review};
//! use assay_source::Project;
//!
//! struct Nothing;
//!
//! impl Reviewer for Nothing {
//!     fn review(&mut self, open: &Open) -> Result<Seen, String> {
//!         let project = Project::from_texts(open.texts.clone());
//!         let review = Review::new(Vec::new(), Vec::new(), Coverage::of(&project));
//!         Ok(Seen { review, project })
//!     }
//!
//!     fn repair(&mut self, _: &Seen, _: &Finding) -> Option<Repair> {
//!         None
//!     }
//! }
//! let open = Open { texts: [("a.py".to_owned(), "x = 1\n".into())].into(), reread: true };
//! assert!(Nothing.review(&open).unwrap().review.findings.is_empty());
//! ```

mod actions;
mod documents;
mod folder;
mod place;
mod server;
mod show;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use assay_finding::{Finding, Review};
use assay_source::{Project, Range};
use lsp_server::Connection;

/// What an editor has open, of one folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// The texts, by their path in the project.
    pub texts: BTreeMap<String, Arc<str>>,
    /// True if files on disk may have changed since the last review.
    pub reread: bool,
}

/// A review, and what it was made of.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The review.
    pub review: Review,
    /// The files as they were reviewed.
    pub project: Project,
}

/// A change of the project that takes a finding away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What it does, in a few words.
    pub title: String,
    /// The replaced bytes and their new text, by path.
    pub edits: BTreeMap<String, Vec<(Range, String)>>,
}

/// Reviews one folder, again and again.
pub trait Reviewer: Send {
    /// Reviews the folder with what is open in place of its files.
    ///
    /// # Errors
    ///
    /// What keeps it from being reviewed, for the user.
    fn review(&mut self, open: &Open) -> Result<Seen, String>;

    /// How a finding can be repaired without a person, if that was proven to work.
    fn repair(&mut self, seen: &Seen, finding: &Finding) -> Option<Repair>;
}

/// Why the server stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The editor did not keep to the protocol.
    #[error("the editor did not keep to the protocol: {0}")]
    Protocol(String),
    /// The editor went away without saying so.
    #[error("the editor closed the connection without saying goodbye")]
    Gone,
}

/// Serves an editor until it says goodbye.
///
/// # Errors
///
/// When the editor does not keep to the protocol, or goes away without a word.
pub fn serve(
    connection: &Connection,
    reviewer: impl Fn(&Path) -> Box<dyn Reviewer>,
) -> Result<(), Error> {
    server::run(connection, &reviewer)
}
