//! A repair that a tool can make, as a difference that people read and as changes that programs apply.

use serde::{Deserialize, Serialize};

/// A repair of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// What it does, in the imperative.
    pub say: String,
    /// What somebody has to know before they apply it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How it was proven.
    pub proof: String,
    /// The lines before and after, as a unified diff; secrets in them are made unreadable.
    pub diff: String,
    /// What changes where.
    pub changes: Vec<Change>,
}

/// A piece of a file that is exchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The file.
    pub path: String,
    /// The line where what goes begins, from 1.
    pub line: u32,
    /// The character in it, from 1.
    pub column: u32,
    /// The line where it ends.
    pub end_line: u32,
    /// The character after the last.
    pub end_column: u32,
    /// What comes instead.
    pub text: String,
}

impl Repair {
    /// What every repair that is told has passed.
    pub const PROOF: &str = "applied in memory together with the other repairs and the whole project analysed again: the finding is gone, nothing new is found, every file parses, and each import stands there once";
}
