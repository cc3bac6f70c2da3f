//! How a scan runs, and how it tells how far it is.

use std::sync::Arc;

use assay_deps::{Database, Date};
use assay_finding::Matrix;

use crate::inspect::Checklist;

/// How a scan runs.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Limits of the flow analysis.
    pub taint: assay_taint::Options,
    /// Tell everything in test code too.
    pub include_tests: bool,
    /// The advisories to look packages up in; those that come with the program if `None`.
    pub advisories: Option<Arc<Database>>,
    /// The risk for each pair of impact and likelihood.
    pub matrix: Matrix,
    /// Report what comments of the project suppress too.
    pub no_suppress: bool,
    /// What people are asked about the application; nothing if `None`.
    pub inspection: Option<Arc<Checklist>>,
    /// What day it is; the day of the advisories if `None`.
    pub today: Option<Date>,
}

impl Options {
    pub(crate) fn database(&self) -> &Database {
        self.advisories
            .as_deref()
            .unwrap_or_else(|| Database::embedded())
    }
}

/// The stages of a scan, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Python files are read into the intermediate representation.
    Parse,
    /// Modules are linked.
    Link,
    /// Flows are followed.
    Solve,
    /// Rules judge.
    Detect,
}

/// Hears how far a scan is. Called from several threads.
pub trait Progress: Sync {
    /// A stage of so many steps begins.
    fn begin(&self, stage: Stage, steps: usize);
    /// One step of the stage is done.
    fn step(&self);
}

/// Hears nothing.
impl Progress for () {
    fn begin(&self, _: Stage, _: usize) {}
    fn step(&self) {}
}
