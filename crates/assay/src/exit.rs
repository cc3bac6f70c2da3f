//! What the exit code says.

use std::process::ExitCode;

use assay_finding::{Review, Risk};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Looked everywhere and found nothing.
    Clean = 0,
    /// Something was found.
    Findings = 1,
    /// Could not do what was asked.
    Failed = 2,
    /// Found nothing, but something was missed.
    Incomplete = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The least risk that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailOn {
    /// A finding of this risk or worse.
    Risk(Risk),
    /// None: a run fails only if it could not be done.
    Never,
}

impl FailOn {
    /// The names that people type.
    pub(crate) const NAMES: [&str; 6] = ["critical", "high", "medium", "low", "info", "never"];

    /// The one with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        if name == "never" {
            return Some(Self::Never);
        }
        Risk::ALL
            .into_iter()
            .find(|risk| risk.name() == name)
            .map(Self::Risk)
    }
}

impl Exit {
    /// What a review says, if findings below a risk do not count.
    pub(crate) fn of(review: &Review, fail_on: FailOn) -> Self {
        let FailOn::Risk(least) = fail_on else {
            return Self::Clean;
        };
        if review.worst().is_some_and(|worst| worst >= least) {
            Self::Findings
        } else if review.coverage.is_complete() {
            Self::Clean
        } else {
            Self::Incomplete
        }
    }
}
