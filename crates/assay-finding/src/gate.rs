//! The gate: what a project, or who runs the review, does not let pass, and why it was not passed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Finding, Review, Risk, SuppressedBy};

/// How many places a reason names.
const NAMED: usize = 3;

/// What is not let pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a condition of its own, as people write it"
)]
pub struct Gate {
    /// A finding of this risk or worse.
    pub fail_on: Option<Risk>,
    /// More findings of a risk than this; `None` as the risk stands for all of them together.
    pub most: BTreeMap<Option<Risk>, u32>,
    /// A finding of one of these rules: ids, families or weaknesses.
    pub rules: Vec<String>,
    /// Only findings that were not there before count, if it is known what was there.
    pub new_only: bool,
    /// A task of the plan whose day is over.
    pub overdue: bool,
    /// A suppression or acceptance whose day is over.
    pub expired: bool,
    /// A suppression that suppresses nothing.
    pub unused: bool,
}

/// What the gate says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GateOutcome {
    /// True if nothing stands against it.
    pub passed: bool,
    /// What stands against it, one sentence each.
    pub reasons: Vec<String>,
    /// What was asked for and could not be judged, one sentence each.
    pub notes: Vec<String>,
}

impl Gate {
    /// True if it lets everything pass.
    pub fn is_open(&self) -> bool {
        self.fail_on.is_none()
            && self.most.is_empty()
            && self.rules.is_empty()
            && !self.overdue
            && !self.expired
            && !self.unused
    }

    /// Judges a review; `is_guarded` tells the paths in which every finding fails.
    pub fn judge(&self, review: &Review, is_guarded: impl Fn(&str) -> bool) -> GateOutcome {
        let mut outcome = GateOutcome::default();
        let (what, findings) = self.counting(review, &mut outcome);
        if let Some(least) = self.fail_on {
            let bad = select(&findings, |finding| finding.risk >= least);
            let or_worse = if least == Risk::Critical {
                ""
            } else {
                " or worse"
            };
            fail(
                &mut outcome,
                &bad,
                &format!("{what} of {least} risk{or_worse}"),
            );
        }
        for (risk, most) in self.most.iter().rev() {
            let bad = select(&findings, |finding| {
                risk.is_none_or(|risk| finding.risk == risk)
            });
            if bad.len() > *most as usize {
                let of = risk.map_or_else(String::new, |risk| format!(" of {risk} risk"));
                let number = bad.len();
                let reason = format!("{number} {what}{of}, and at most {most} may stand");
                outcome
                    .reasons
                    .push(reason.replacen("finding", "findings", 1));
            }
        }
        for name in &self.rules {
            let bad = select(&findings, |finding| {
                let facts = review.rule(&finding.rule);
                facts.map_or(finding.rule == *name, |facts| facts.answers_to(name))
            });
            fail(
                &mut outcome,
                &bad,
                &format!("{what} of {name}, which may not stand"),
            );
        }
        let bad = select(&findings, |finding| is_guarded(&finding.place.path));
        fail(
            &mut outcome,
            &bad,
            &format!("{what} in paths where none may stand"),
        );
        self.judge_promises(review, &mut outcome);
        outcome.passed = outcome.reasons.is_empty();
        outcome
    }

    /// What was put off: plans and suppressions.
    fn judge_promises(&self, review: &Review, outcome: &mut GateOutcome) {
        if self.overdue {
            let overdue = review.plan.iter().flat_map(crate::plan::Plan::overdue);
            let titles: Vec<String> = overdue.map(|task| task.title.clone()).collect();
            promise(
                outcome,
                "task of the plan is overdue",
                "tasks of the plan are overdue",
                &titles,
            );
        }
        let place = |path: &str, line: Option<u32>| match line {
            Some(line) => format!("{path}:{line}"),
            None => path.to_owned(),
        };
        if self.expired {
            let expired = review.suppressions.expired();
            let places: Vec<String> = expired.map(|one| place(&one.path, one.line)).collect();
            promise(
                outcome,
                "suppression is past its day",
                "suppressions are past their day",
                &places,
            );
        }
        if self.unused {
            let unused = review.suppressions.unused.iter().filter(|one| one.is_own());
            let places: Vec<String> = unused.map(|one| place(&one.path, Some(one.line))).collect();
            promise(
                outcome,
                "suppression suppresses nothing",
                "suppressions suppress nothing",
                &places,
            );
        }
    }

    /// The findings that count, and what to call one.
    fn counting<'a>(
        &self,
        review: &'a Review,
        outcome: &mut GateOutcome,
    ) -> (&'static str, Vec<&'a Finding>) {
        let all = review.findings.iter();
        match &review.change {
            Some(change) if self.new_only || change.only_new => {
                let new = all.filter(|finding| change.is_new(&finding.fingerprint));
                ("new finding", new.collect())
            }
            Some(_) => ("finding", all.collect()),
            None => {
                let has_baseline = review
                    .suppressions
                    .counts
                    .contains_key(&SuppressedBy::Baseline);
                if self.new_only && !has_baseline && !review.findings.is_empty() {
                    let note = "nothing says which findings are old, so all of them count; name an earlier \
                                version with `--new-since`, or accept the old ones with `assay baseline`";
                    outcome.notes.push(note.to_owned());
                }
                ("finding", all.collect())
            }
        }
    }
}

fn select<'a>(findings: &[&'a Finding], wanted: impl Fn(&Finding) -> bool) -> Vec<&'a Finding> {
    findings
        .iter()
        .copied()
        .filter(|finding| wanted(finding))
        .collect()
}

fn fail(outcome: &mut GateOutcome, bad: &[&Finding], what: &str) {
    if bad.is_empty() {
        return;
    }
    let what = if bad.len() == 1 {
        what.to_owned()
    } else {
        what.replacen("finding", "findings", 1)
    };
    let places = bad.iter().map(|finding| {
        let place = &finding.place;
        format!("{}:{} {}", place.path, place.start.line, finding.rule)
    });
    let places: Vec<String> = places.collect();
    outcome
        .reasons
        .push(format!("{} {what}: {}", bad.len(), named(&places)));
}

fn promise(outcome: &mut GateOutcome, one: &str, several: &str, which: &[String]) {
    match which.len() {
        0 => {}
        1 => outcome.reasons.push(format!("1 {one}: {}", named(which))),
        number => outcome
            .reasons
            .push(format!("{number} {several}: {}", named(which))),
    }
}

fn named(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let more = names.len().saturating_sub(NAMED);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{more}", shown.join(", "))
}
