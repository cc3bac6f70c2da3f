//! Findings that somebody asked not to be told, who asked, and what of such requests came to nothing.
//!
//! They stay in the review: whoever writes the code must not be able to hide a flaw from whoever reads the report.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

use crate::{Finding, Problem};

/// A finding that does not count, because somebody said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// What suppressed it.
    pub by: SuppressedBy,
    /// The file in which that is written.
    pub path: String,
    /// The line there, if it has one.
    pub line: Option<u32>,
    /// The reason that was given; other tools ask for none.
    pub reason: String,
    /// Who accepted it, if that is written down.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// The last day on which it counts.
    pub until: Option<Date>,
}

/// What suppressed a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SuppressedBy {
    /// `# assay: ignore[…]`.
    Assay,
    /// `# nosec`, of Bandit.
    Nosec,
    /// `# noqa`, of Ruff and Flake8.
    Noqa,
    /// `# NOSONAR`, of SonarQube.
    Nosonar,
    /// `# nosemgrep`, of Semgrep.
    Nosemgrep,
    /// `# pylint: disable=…`.
    Pylint,
    /// The configuration turns the rule off for this path.
    Configuration,
    /// The finding was accepted in the baseline.
    Baseline,
    /// Somebody judged it in the review workbench.
    Review,
}

impl SuppressedBy {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Assay,
        Self::Nosec,
        Self::Noqa,
        Self::Nosonar,
        Self::Nosemgrep,
        Self::Pylint,
        Self::Configuration,
        Self::Baseline,
        Self::Review,
    ];

    /// As people write it: the same word as in serialised form, but for the one of our own.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assay => "assay: ignore",
            Self::Nosec => "nosec",
            Self::Noqa => "noqa",
            Self::Nosonar => "NOSONAR",
            Self::Nosemgrep => "nosemgrep",
            Self::Pylint => "pylint: disable",
            Self::Configuration => "configuration",
            Self::Baseline => "baseline",
            Self::Review => "review",
        }
    }

    /// True if it stands beside the code that it is about.
    pub const fn is_in_source(self) -> bool {
        match self {
            Self::Assay
            | Self::Nosec
            | Self::Noqa
            | Self::Nosonar
            | Self::Nosemgrep
            | Self::Pylint => true,
            Self::Configuration | Self::Baseline | Self::Review => false,
        }
    }
}

impl fmt::Display for SuppressedBy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl Suppressed {
    /// What suppressed it, where that stands, who did and until when: `baseline, by Ann, until 2027-01-31`.
    pub fn told(&self) -> String {
        let is_beside = self.by.is_in_source() && self.path == self.finding.place.path;
        let place = match self.line {
            _ if !is_beside => format!(" ({})", self.written_at()),
            Some(line) if line != self.finding.place.start.line => format!(" (line {line})"),
            Some(_) | None => String::new(),
        };
        let who = if self.who.is_empty() {
            String::new()
        } else {
            format!(", by {}", self.who)
        };
        let until = self
            .until
            .map_or_else(String::new, |until| format!(", until {until}"));
        format!("{}{place}{who}{until}", self.by.name())
    }

    /// The reason; in its place a word that there is none.
    pub fn reason_or_none(&self) -> &str {
        if self.reason.is_empty() {
            "no reason given"
        } else {
            &self.reason
        }
    }

    fn written_at(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.path),
            None => self.path.clone(),
        }
    }
}

/// What there is to say about suppressions as such.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Suppressions {
    /// How many findings each sort suppressed.
    pub counts: BTreeMap<SuppressedBy, u32>,
    /// Those that suppress nothing (any more).
    pub unused: Vec<Unused>,
    /// Those that do not count: without a reason, past their day, of a rule that nobody knows.
    pub invalid: Vec<Invalid>,
    /// Names of other tools' checks that no rule of ours answers to, with how often they were written.
    pub foreign: BTreeMap<String, u32>,
}

/// A suppression that suppresses nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unused {
    /// The file.
    pub path: String,
    /// The line.
    pub line: u32,
    /// What sort it is.
    pub by: SuppressedBy,
    /// The name in it that suppresses nothing.
    pub name: String,
}

impl Unused {
    /// True if nothing but Assay has a use for it.
    pub const fn is_own(&self) -> bool {
        match self.by {
            SuppressedBy::Assay
            | SuppressedBy::Configuration
            | SuppressedBy::Baseline
            | SuppressedBy::Review => true,
            SuppressedBy::Nosec
            | SuppressedBy::Noqa
            | SuppressedBy::Nosonar
            | SuppressedBy::Nosemgrep
            | SuppressedBy::Pylint => false,
        }
    }
}

/// A suppression that does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Invalid {
    /// The file.
    pub path: String,
    /// The line.
    pub line: Option<u32>,
    /// True if it counted once, and its day is over.
    pub expired: bool,
    /// What is wrong, and what to write instead.
    pub text: String,
}

impl Invalid {
    /// The kind of the problem that it is told as.
    pub const KIND: &'static str = "suppression";

    /// The same as a problem, which every report lists.
    pub fn problem(&self) -> Problem {
        Problem {
            path: self.path.clone(),
            line: self.line,
            kind: Self::KIND.to_owned(),
            text: self.text.clone(),
        }
    }
}

impl Suppressions {
    /// True if there is nothing to say.
    pub fn is_empty(&self) -> bool {
        let Self {
            counts,
            unused,
            invalid,
            foreign,
        } = self;
        counts.is_empty() && unused.is_empty() && invalid.is_empty() && foreign.is_empty()
    }

    /// The counts as a phrase: `2 by nosec, 1 by baseline`.
    pub fn counted(&self) -> String {
        let parts: Vec<String> = self
            .counts
            .iter()
            .map(|(by, count)| format!("{count} by {by}"))
            .collect();
        parts.join(", ")
    }

    /// Suppressions that counted once, and whose day is over.
    pub fn expired(&self) -> impl Iterator<Item = &Invalid> {
        self.invalid.iter().filter(|invalid| invalid.expired)
    }

    pub(crate) fn sort(&mut self) {
        self.unused.sort();
        self.unused.dedup();
        self.invalid.sort();
        self.invalid.dedup();
    }
}
