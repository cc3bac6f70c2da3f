//! What the team should learn next: what it does wrong most and answers wrong most.
//!
//! The order is confirmed findings × share of wrong answers. Somebody who has not answered yet counts as half wrong,
//! and few answers say little: the share is (wrong + 1) / (answers + 2).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::state::Look;
use crate::store::{Progress, State};

/// So many lessons are proposed.
const FIRST: usize = 8;

/// What is known of a rule.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Own {
    /// Findings that nobody has judged.
    pub(super) open: usize,
    /// Findings that were confirmed, whatever became of them.
    pub(super) confirmed: usize,
}

/// What the plan is made of.
pub(super) struct Training<'a> {
    rules: BTreeMap<&'a str, Own>,
    titles: BTreeMap<&'a str, &'a str>,
    progress: &'a [Progress],
}

/// A lesson that is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Step<'a> {
    pub(super) rule: &'a str,
    pub(super) title: &'a str,
    pub(super) findings: usize,
    pub(super) tried: i64,
    pub(super) wrong: i64,
    /// In hundredths.
    pub(super) share: i64,
    /// Findings × share, in tenths.
    pub(super) need: i64,
}

/// How somebody does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Learner<'a> {
    who: &'a str,
    lessons: usize,
    tried: i64,
    right: i64,
    percent: i64,
    /// The rule with most wrong answers.
    weakest: Option<(&'a str, &'a str)>,
}

impl<'a> Training<'a> {
    pub(super) fn of(look: &'a Look, progress: &'a [Progress]) -> Self {
        let review = &look.snapshot.seen.review;
        let mut rules: BTreeMap<&str, Own> = BTreeMap::new();
        let mut titles: BTreeMap<&str, &str> = BTreeMap::new();
        for facts in &review.rules {
            titles.insert(&facts.id, &facts.title);
        }
        for finding in &review.findings {
            if look.state(&finding.fingerprint) == State::Open {
                rules.entry(&finding.rule).or_default().open += 1;
            }
        }
        for said in look.marks.judgements.values() {
            // What is accepted or repaired was a flaw, too.
            let is_flaw = matches!(
                said.state,
                State::Confirmed | State::Accepted | State::Repaired
            );
            if let (true, Some(known)) = (is_flaw, look.snapshot.known.get(&said.fingerprint)) {
                rules.entry(&known.rule).or_default().confirmed += 1;
            }
        }
        // Rules that no longer run, and findings by hand, have no lesson.
        rules.retain(|rule, _| titles.contains_key(rule));
        Self {
            rules,
            titles,
            progress,
        }
    }

    pub(super) fn of_rule(&self, rule: &str) -> Own {
        self.rules.get(rule).copied().unwrap_or_default()
    }

    /// True if nothing is confirmed yet, so that the plan goes by what was found.
    pub(super) fn is_guess(&self) -> bool {
        self.rules.values().all(|own| own.confirmed == 0)
    }

    /// What to learn, the most needed first.
    pub(super) fn plan(&self) -> Vec<Step<'a>> {
        let is_guess = self.is_guess();
        let steps = self.rules.iter().filter_map(|(rule, own)| {
            let findings = if is_guess { own.open } else { own.confirmed };
            let (tried, right) = self.sum(|one| one.rule == *rule);
            let wrong = tried - right;
            let share = (wrong + 1) * 100 / (tried + 2);
            let many = i64::try_from(findings).unwrap_or(i64::MAX);
            (findings > 0).then_some(Step {
                rule,
                title: self.titles.get(rule).copied().unwrap_or(rule),
                findings,
                tried,
                wrong,
                share,
                need: many.saturating_mul(share) / 10,
            })
        });
        let mut steps: Vec<Step<'_>> = steps.collect();
        steps.sort_by(|one, other| {
            other
                .need
                .cmp(&one.need)
                .then_with(|| one.rule.cmp(other.rule))
        });
        steps.truncate(FIRST);
        steps
    }

    /// Everybody who has answered.
    pub(super) fn people(&self) -> Vec<Learner<'a>> {
        let mut people: BTreeMap<&str, Vec<&Progress>> = BTreeMap::new();
        for one in self.progress {
            people.entry(&one.who).or_default().push(one);
        }
        let learner = |(who, own): (&'a str, Vec<&'a Progress>)| {
            let tried = own.iter().map(|one| one.tried).sum();
            let right = own.iter().map(|one| one.right).sum();
            let worst = own
                .iter()
                .max_by_key(|one| (one.tried - one.right, std::cmp::Reverse(&one.rule)));
            let worst = worst.filter(|one| one.tried > one.right);
            Learner {
                who,
                lessons: own.len(),
                tried,
                right,
                percent: (right * 100).checked_div(tried).unwrap_or(0),
                weakest: worst.and_then(|one| {
                    Some((one.rule.as_str(), *self.titles.get(one.rule.as_str())?))
                }),
            }
        };
        people.into_iter().map(learner).collect()
    }

    /// The rules that are answered wrong most.
    pub(super) fn weak(&self) -> Vec<Step<'a>> {
        let rules = self.titles.iter().filter_map(|(rule, title)| {
            let (tried, right) = self.sum(|one| one.rule == *rule);
            let wrong = tried - right;
            (wrong > 0).then(|| Step {
                rule,
                title,
                findings: self.of_rule(rule).confirmed,
                tried,
                wrong,
                share: wrong * 100 / tried,
                need: wrong,
            })
        });
        let mut rules: Vec<Step<'_>> = rules.collect();
        rules.sort_by(|one, other| {
            (other.share, other.wrong)
                .cmp(&(one.share, one.wrong))
                .then_with(|| one.rule.cmp(other.rule))
        });
        rules.truncate(FIRST);
        rules
    }

    fn sum(&self, wanted: impl Fn(&Progress) -> bool) -> (i64, i64) {
        let own = self.progress.iter().filter(|one| wanted(one));
        own.fold((0, 0), |(tried, right), one| {
            (tried + one.tried, right + one.right)
        })
    }
}
