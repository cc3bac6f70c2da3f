//! What a review looked at, and what it did not: silence is a claim.

use std::collections::BTreeMap;

use serde::Serialize;

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
    /// Rules and models that the project itself brought, by path.
    pub from_project: Vec<String>,
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
    /// Why.
    pub reason: String,
    /// True if it was meant to be left out (an ignored file, a virtual environment);
    /// false if something in the review is missing because of it.
    pub by_choice: bool,
}

/// Something wrong with the input, because of which the review may have missed something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The path, from the top of the project.
    pub path: String,
    /// The line, if it has one.
    pub line: Option<u32>,
    /// What sort of problem, as one word or two with a dash: `syntax`, `too-large`.
    pub kind: String,
    /// What is wrong, and what it means for the review.
    pub text: String,
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
    /// All files that were looked at.
    pub fn file_count(&self) -> u32 {
        self.files.values().sum()
    }

    /// True if nothing that should have been looked at was missed.
    pub fn is_complete(&self) -> bool {
        self.problems.is_empty() && self.skipped.iter().all(|skipped| skipped.by_choice)
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
