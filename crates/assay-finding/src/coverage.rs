//! What a review looked at, and what it did not: silence is a claim.

use std::collections::BTreeMap;

use assay_source::{FileKind, Project, SkipReason};
use serde::Serialize;

use crate::Imported;

/// What was looked at, skipped, or not understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Files looked at, by kind (`python`, `template`, …).
    pub files: BTreeMap<String, u32>,
    /// Lines of source text looked at.
    pub lines: u64,
    /// Functions analysed.
    pub functions: u32,
    /// Where data comes in: routes and other functions that a framework calls.
    pub entries: Vec<Entry>,
    /// Files and folders that were not looked at.
    pub skipped: Vec<Skipped>,
    /// What was wrong with the input.
    pub problems: Vec<Problem>,
    /// Calls of libraries that no model describes.
    pub unmodelled: Unmodelled,
    /// What the project itself brought and had a say in the review, by path: rules, models, configuration, baseline.
    pub from_project: Vec<String>,
    /// The advisories that packages were looked up in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advisories: Option<Advisories>,
    /// Files with findings of other tools that were merged into the review.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub imported: Vec<Imported>,
}

/// The advisories that packages were looked up in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advisories {
    /// The day of the newest one; later ones are unknown.
    pub snapshot: String,
    /// How many days have passed since, if it is known what day it is.
    pub days_old: Option<i64>,
    /// How many packages were looked up.
    pub packages: u32,
    /// Whose data it is.
    pub notice: String,
}

impl Advisories {
    /// True if so much time has passed that much is missing.
    pub fn is_old(&self) -> bool {
        self.days_old.is_some_and(|days| days > 90)
    }
}

/// A function that a framework calls.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    /// The file.
    pub path: String,
    /// The line of the function.
    pub line: u32,
    /// The qualified name of the function.
    pub function: String,
    /// The URL pattern, if it has one.
    pub route: Option<String>,
}

/// A file or folder that was not looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skipped {
    /// The path, from the top of the project.
    pub path: String,
    /// Why, as one word or two with a dash: `hidden`, `virtual-environment`.
    pub reason: String,
    /// Why, in words that follow "it is".
    pub text: String,
    /// How many files were left out that would otherwise have been read.
    pub files: u32,
    /// True if leaving it out takes nothing from the review (an ignored file, a virtual environment);
    /// false if something may be missed because of it.
    pub by_choice: bool,
}

impl From<&assay_source::Skipped> for Skipped {
    fn from(skipped: &assay_source::Skipped) -> Self {
        Self {
            path: skipped.path.to_string(),
            reason: skipped.reason.name().to_owned(),
            text: skipped.reason.text().to_owned(),
            files: skipped.count,
            by_choice: is_by_choice(skipped.reason),
        }
    }
}

const fn kind_name(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Python => "python",
        FileKind::Template => "template",
        FileKind::Manifest => "manifest",
        FileKind::Settings => "settings",
        FileKind::Deployment => "deployment",
        FileKind::Other => "other",
    }
}

/// A link out of the project may lead to code that the application runs.
fn is_by_choice(reason: SkipReason) -> bool {
    match reason {
        SkipReason::Excluded
        | SkipReason::Ignored
        | SkipReason::Hidden
        | SkipReason::VirtualEnvironment
        | SkipReason::Vendored
        | SkipReason::Generated
        | SkipReason::Duplicate
        | SkipReason::BrokenLink
        | SkipReason::Data => true,
        SkipReason::LinkOutside => false,
    }
}

/// Something wrong with the input, because of which the review may have missed something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The path, from the top of the project; empty if it is about the project as a whole.
    pub path: String,
    /// The line, if it has one.
    pub line: Option<u32>,
    /// What sort of problem, as one word or two with a dash: `syntax`, `too-large`.
    pub kind: String,
    /// What is wrong, and what to do about it.
    pub text: String,
}

impl Problem {
    /// A problem of a project, or of one of its files, with its path and line.
    pub fn of(project: &Project, problem: &assay_source::Problem) -> Self {
        let file = problem.file.and_then(|id| project.files.get(id.0 as usize));
        let path = file.map(|file| &file.path).or(problem.path.as_ref());
        Self {
            path: path.map(ToString::to_string).unwrap_or_default(),
            line: file
                .zip(problem.range)
                .map(|(file, range)| file.position(range.start).line),
            kind: problem.kind.name().to_owned(),
            text: problem.message.clone(),
        }
    }
}

/// Calls that no model describes: what came in is taken to come out, with less confidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unmodelled {
    /// How many calls.
    pub calls: u32,
    /// The most frequent ones.
    pub top: Vec<UnmodelledCall>,
}

/// A callee that no model describes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnmodelledCall {
    /// Its symbolic path.
    pub name: String,
    /// How often it is called.
    pub calls: u32,
}

impl Unmodelled {
    /// How many callees are named.
    pub const TOP: usize = 10;

    /// Counts calls by callee, and keeps the most frequent.
    pub fn from_counts(counts: impl IntoIterator<Item = (String, u32)>) -> Self {
        let mut by_name = BTreeMap::<String, u32>::new();
        for (name, calls) in counts {
            let sum = by_name.entry(name).or_default();
            *sum = sum.saturating_add(calls);
        }
        let calls = by_name
            .values()
            .fold(0_u32, |sum, calls| sum.saturating_add(*calls));
        let mut top: Vec<_> = by_name
            .into_iter()
            .map(|(name, calls)| UnmodelledCall { name, calls })
            .collect();
        // The map gave them in order of name, and the sort is stable.
        top.sort_by_key(|call| std::cmp::Reverse(call.calls));
        top.truncate(Self::TOP);
        Self { calls, top }
    }
}

impl Coverage {
    /// What is known once the files are read: which there are, what was skipped, what went wrong.
    pub fn of(project: &Project) -> Self {
        let mut coverage = Self {
            skipped: project.skipped.iter().map(Skipped::from).collect(),
            problems: project
                .problems
                .iter()
                .map(|problem| Problem::of(project, problem))
                .collect(),
            ..Self::default()
        };
        for file in &project.files {
            *coverage
                .files
                .entry(kind_name(file.kind).to_owned())
                .or_default() += 1;
            let is_last_empty = file.text.is_empty() || file.text.ends_with(['\n', '\r']);
            coverage.lines += u64::from(file.lines.count()) - u64::from(is_last_empty);
        }
        coverage
    }

    /// All files that were looked at.
    pub fn file_count(&self) -> u32 {
        self.files.values().sum()
    }

    /// True if nothing that should have been looked at was missed.
    ///
    /// A suppression that does not count hides nothing.
    pub fn is_complete(&self) -> bool {
        self.gaps().next().is_none() && self.skipped.iter().all(|skipped| skipped.by_choice)
    }

    /// Problems because of which something may have been missed: all but suppressions that do not count.
    pub fn gaps(&self) -> impl Iterator<Item = &Problem> {
        let problems = self.problems.iter();
        problems.filter(|problem| problem.kind != crate::Invalid::KIND)
    }

    /// Brings the lists into their order.
    pub(crate) fn sort(&mut self) {
        self.entries.sort();
        self.entries.dedup();
        self.skipped.sort();
        self.skipped.dedup();
        self.problems.sort();
        self.problems.dedup();
        self.from_project.sort();
        self.from_project.dedup();
    }
}
