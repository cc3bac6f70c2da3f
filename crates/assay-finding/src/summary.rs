//! What an executive reads: the state in a sentence, counts by area, the findings that matter most, and what was not looked at.

use std::collections::BTreeMap;

use assay_source::capital;
use serde::Serialize;

use crate::{Counts, Finding, Review, Risk, Verdict, standards};

/// A review in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The state, in one or two sentences.
    pub state: String,
    /// Findings by area, the worst area first.
    pub areas: Vec<Area>,
    /// The findings that matter most, at most five, each of another rule: indices into [`Review::findings`].
    pub first: Vec<usize>,
    /// What was not looked at, in sentences.
    pub gaps: Vec<String>,
    /// What each rule did.
    pub rules: Vec<RuleState>,
    /// The requirements of the verification standard, by chapter.
    pub chapters: Vec<ChapterState>,
}

/// A family of rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// Its findings.
    pub counts: Counts,
}

/// What a rule did in this review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleState {
    /// The rule.
    pub rule: String,
    /// What it looks for.
    pub title: String,
    /// What it reported.
    pub found: u32,
    /// What it reported and the project asked not to be told.
    pub suppressed: u32,
}

/// How a chapter of the verification standard is covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChapterState {
    /// Its number.
    pub number: usize,
    /// Its title.
    pub title: &'static str,
    /// Requirements that rules of this review look at and found nothing against.
    pub checked: Vec<&'static str>,
    /// Requirements against which something was found.
    pub failed: Vec<&'static str>,
    /// Requirements that we know of and that no rule of this review looks at: by hand.
    pub by_hand: Vec<&'static str>,
}

/// How many findings an executive reads.
const FIRST: usize = 5;

impl Review {
    /// The review in short.
    pub fn summary(&self) -> Summary {
        Summary {
            state: self.state(),
            areas: self.areas(),
            first: self.first(),
            gaps: self.gaps(),
            rules: self.rule_states(),
            chapters: self.chapters(),
        }
    }

    fn state(&self) -> String {
        let looked = format!(
            "{} in {} were read",
            counted(self.coverage.lines, "line"),
            counted(u64::from(self.coverage.file_count()), "file")
        );
        match (self.verdict(), self.worst()) {
            (Verdict::Clean, _) => format!("{}. {looked}.", self.nothing()),
            (Verdict::Incomplete, _) | (_, None) => {
                let nothing = self.nothing();
                format!("{nothing}, but not everything could be looked at. {looked}.")
            }
            (Verdict::Findings, Some(worst)) => {
                let number = self.counts.get(worst);
                let advice = match worst {
                    Risk::Critical => {
                        "The application must not be exposed before they are repaired"
                    }
                    Risk::High => "They should be repaired before the next release",
                    Risk::Medium => "Their repair should be planned",
                    Risk::Low | Risk::Info => "They can be repaired when the code is touched next",
                };
                let advice = if number == 1 {
                    advice
                        .replacen("They", "It", 1)
                        .replace("they are", "it is")
                        .replacen("Their", "Its", 1)
                } else {
                    advice.to_owned()
                };
                let total = u64::from(self.counts.total);
                format!(
                    "{}, {} of {} risk. {advice}. {looked}.",
                    capital(&counted(total, "finding")),
                    number_word(number),
                    worst.name()
                )
            }
        }
    }

    fn areas(&self) -> Vec<Area> {
        let mut by_area: BTreeMap<&str, Vec<Finding>> = BTreeMap::new();
        for finding in &self.findings {
            let family = self
                .rule(&finding.rule)
                .map_or("other", |facts| &facts.family);
            by_area.entry(family).or_default().push(finding.clone());
        }
        let area = |(name, findings): (&str, Vec<Finding>)| Area {
            name: name.to_owned(),
            counts: Counts::of(&findings),
        };
        let mut areas: Vec<Area> = by_area.into_iter().map(area).collect();
        let weight = |area: &Area| {
            let counts = area.counts;
            std::cmp::Reverse((counts.critical, counts.high, counts.medium, counts.low))
        };
        areas.sort_by_key(weight);
        areas
    }

    fn first(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.findings.len()).collect();
        let key = |at: &usize| {
            self.findings.get(*at).map(|finding| {
                let rating = &finding.rating;
                (
                    finding.risk,
                    finding.confidence,
                    rating.impact.tenths,
                    rating.likelihood.tenths,
                )
            })
        };
        order.sort_by_key(|at| std::cmp::Reverse(key(at)));
        let mut rules: Vec<&str> = Vec::new();
        let mut first = Vec::new();
        for at in order {
            let Some(finding) = self.findings.get(at) else {
                continue;
            };
            if first.len() < FIRST && !rules.contains(&finding.rule.as_str()) {
                rules.push(&finding.rule);
                first.push(at);
            }
        }
        first
    }

    fn gaps(&self) -> Vec<String> {
        let coverage = &self.coverage;
        let mut gaps: Vec<String> = Vec::new();
        for skipped in coverage.skipped.iter().filter(|skipped| !skipped.by_choice) {
            gaps.push(format!("{} was left out: {}", skipped.path, skipped.text));
        }
        for problem in coverage.gaps() {
            let place = match (problem.path.is_empty(), problem.line) {
                (true, _) => String::new(),
                (false, Some(line)) => format!("{}:{line}: ", problem.path),
                (false, None) => format!("{}: ", problem.path),
            };
            gaps.push(format!("{place}{}", problem.text));
        }
        if coverage.unmodelled.calls > 0 {
            let calls = u64::from(coverage.unmodelled.calls);
            gaps.push(format!(
                "{} of libraries that no model describes: what came in was taken to come out",
                counted(calls, "call")
            ));
        }
        let advisories = coverage.advisories.as_ref();
        if let Some(advisories) = advisories.filter(|known| known.packages > 0) {
            let day = &advisories.snapshot;
            gaps.push(match advisories.days_old.filter(|_| advisories.is_old()) {
                Some(days) => format!(
                    "packages are judged by advisories up to {day}, {days} days ago; \
                     `assay advisories update` fetches newer ones"
                ),
                None => format!(
                    "packages are judged by advisories up to {day}; later ones are not known"
                ),
            });
        }
        gaps
    }

    fn rule_states(&self) -> Vec<RuleState> {
        let count = |findings: &mut dyn Iterator<Item = &Finding>, id: &str| {
            let number = findings.filter(|finding| finding.rule == id).count();
            u32::try_from(number).unwrap_or(u32::MAX)
        };
        let state = |facts: &crate::RuleFacts| RuleState {
            rule: facts.id.clone(),
            title: facts.title.clone(),
            found: count(&mut self.findings.iter(), &facts.id),
            suppressed: count(
                &mut self.suppressed.iter().map(|suppressed| &suppressed.finding),
                &facts.id,
            ),
        };
        self.rules.iter().map(state).collect()
    }

    fn chapters(&self) -> Vec<ChapterState> {
        let looked = self
            .rules
            .iter()
            .flat_map(|rule| standards::requirements(&rule.cwe));
        let looked: Vec<&str> = looked.collect();
        let failed = self
            .findings
            .iter()
            .flat_map(|finding| standards::requirements(&finding.cwe));
        let failed: Vec<&str> = failed.collect();
        let titles = standards::CHAPTERS.iter().zip(1_usize..);
        let states = titles.map(|(title, number)| {
            let prefix = format!("{number}.");
            let mut state = ChapterState {
                number,
                title,
                checked: Vec::new(),
                failed: Vec::new(),
                by_hand: Vec::new(),
            };
            let all = standards::all_requirements();
            for id in all.into_iter().filter(|id| id.starts_with(&prefix)) {
                if failed.contains(&id) {
                    state.failed.push(id);
                } else if looked.contains(&id) {
                    state.checked.push(id);
                } else {
                    state.by_hand.push(id);
                }
            }
            state
        });
        states.collect()
    }
}

/// `one file`, `12 files`.
fn counted(number: u64, noun: &str) -> String {
    match number {
        1 => format!("one {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

fn number_word(number: u32) -> String {
    match number {
        1 => "one".to_owned(),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Coverage;

    #[test]
    fn silence_is_told_as_what_it_is() {
        let review = Review::new(Vec::new(), Vec::new(), Coverage::default());
        assert_eq!(
            review.summary().state,
            "Nothing was found. 0 lines in 0 files were read."
        );
        let mut coverage = Coverage::default();
        coverage.problems.push(crate::Problem {
            path: "a.py".to_owned(),
            line: Some(3),
            kind: "syntax".to_owned(),
            text: "it does not parse".to_owned(),
        });
        let summary = Review::new(Vec::new(), Vec::new(), coverage).summary();
        assert!(summary.state.contains("not everything could be looked at"));
        assert_eq!(summary.gaps, ["a.py:3: it does not parse"]);
    }

    #[test]
    fn without_rules_every_requirement_is_left_to_people() {
        let review = Review::new(Vec::new(), Vec::new(), Coverage::default());
        let chapters = review.summary().chapters;
        let by_hand: usize = chapters.iter().map(|chapter| chapter.by_hand.len()).sum();
        assert_eq!(by_hand, standards::all_requirements().len());
        assert!(chapters.iter().all(|chapter| chapter.checked.is_empty()));
    }
}
