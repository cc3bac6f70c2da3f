//! What a change brings: a review of two versions of one project, told as what is new and what was repaired.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::compare::Compared;
use crate::matching::{Mark, pair};
use crate::{Review, SuppressedBy};

/// What is otherwise than in an earlier version of the project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The earlier version, as it was named: a revision or a folder.
    pub base: String,
    /// True if findings that were there before are left out of the review.
    pub only_new: bool,
    /// The fingerprints of findings that were not there before, sorted.
    pub new: Vec<String>,
    /// Findings that are gone.
    pub repaired: Vec<Compared>,
    /// How many findings stand in another file, function or line than before.
    pub moved: u32,
    /// How many findings were there before, moved ones among them.
    pub known: u32,
}

impl Change {
    /// True if a finding with this fingerprint was not there before.
    pub fn is_new(&self, fingerprint: &str) -> bool {
        self.new
            .binary_search_by(|new| new.as_str().cmp(fingerprint))
            .is_ok()
    }

    /// In one phrase: `2 new, 1 repaired, 14 known (3 of them moved)`.
    pub fn told(&self) -> String {
        let moved = match self.moved {
            0 => String::new(),
            moved => format!(" ({moved} of them moved)"),
        };
        format!(
            "{} new, {} repaired, {} known{moved}",
            self.new.len(),
            self.repaired.len(),
            self.known
        )
    }
}

impl Review {
    /// Tells what is otherwise than in the review of an earlier version, made with the same rules.
    ///
    /// A finding that was suppressed before and counts now is new: nobody had to repair it until today.
    /// With `only_new`, findings that were there before are left out, and suppressed ones that were suppressed then.
    pub fn compare_to(&mut self, before: &Review, base: &str, only_new: bool) {
        let marks = |review: &Review| -> Vec<Mark> {
            let suppressed = review
                .suppressed
                .iter()
                .map(|suppressed| &suppressed.finding);
            review
                .findings
                .iter()
                .chain(suppressed)
                .map(Mark::of)
                .collect()
        };
        let (old, new) = (marks(before), marks(self));
        let pairs = pair(&old, &new);
        let matched: BTreeSet<usize> = pairs.iter().flatten().copied().collect();
        let mut change = Change {
            base: base.to_owned(),
            only_new,
            ..Change::default()
        };
        for (finding, at) in self.findings.iter().zip(&pairs) {
            let known = at.and_then(|at| before.findings.get(at));
            match known {
                Some(known) => {
                    change.known += 1;
                    change.moved += u32::from(known.fingerprint != finding.fingerprint);
                }
                None => change.new.push(finding.fingerprint.clone()),
            }
        }
        change.new.sort();
        let gone = before.findings.iter().enumerate();
        change.repaired = gone
            .filter(|(at, _)| !matched.contains(at))
            .map(|(_, finding)| Compared::of(finding))
            .collect();
        if only_new {
            // What was suppressed before is no news; what counted before, or was not there, is.
            // The baseline is one for both versions, and does not tell when it accepted what.
            let mut pairs = pairs.iter().skip(self.findings.len());
            self.keep_suppressed(|suppressed| match pairs.next().copied().flatten() {
                Some(at) => at < before.findings.len() && suppressed.by != SuppressedBy::Baseline,
                None => true,
            });
            self.keep(|finding| change.is_new(&finding.fingerprint));
        }
        self.change = Some(change);
    }
}
