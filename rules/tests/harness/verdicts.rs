//! Scans an example with every rule and compares what is found with what its lines claim.

use std::collections::BTreeSet;

use assay_finding::{Finding, Place, Review};
use assay_models::Models;
use assay_scan::rule::Verdict;
use assay_scan::rule::marker::Claim;
use assay_scan::{Options, scan};
use assay_source::Project;

use super::RULES;
use super::example::{Example, ExampleFile};

/// Rules that ask for a habit and not for a repair: code that other rules teach as safe need not have it.
const STRICT: [&str; 1] = ["explicit-escape-missing"];

/// A rule at a line of a file of the example; the line is the page's.
type Mark = (String, u32, String);

/// Adds a fault for every difference between claims and findings; gives the first message of the rule itself.
pub(crate) fn check(id: &str, example: &Example, faults: &mut Vec<String>) -> Option<String> {
    let texts = example
        .files
        .iter()
        .map(|(path, file)| (path.as_str(), file.text.as_str()));
    let review = scan(
        &Project::from_texts(texts),
        &RULES,
        Models::embedded(),
        &Options::default(),
        &(),
    );
    let mut comparison = Comparison {
        id,
        example,
        review: &review,
        faults,
    };
    comparison.problems();
    comparison.findings();
    comparison.sources();
    let own = review.findings.iter().find(|finding| finding.rule == id);
    own.map(|finding| finding.message.clone())
}

struct Comparison<'a> {
    id: &'a str,
    example: &'a Example,
    review: &'a Review,
    faults: &'a mut Vec<String>,
}

impl Comparison<'_> {
    fn fault(&mut self, path: &str, text: &str) {
        let last = self
            .example
            .files
            .get(path)
            .map_or(0, |file| file.last_line);
        let verdict = self.example.verdict.map_or("", Verdict::word);
        let gap = if verdict.is_empty() { "" } else { " " };
        self.faults.push(format!(
            "{}, {verdict}{gap}block ending at line {last}: {text}",
            self.example.title
        ));
    }

    /// An example must be understood completely.
    fn problems(&mut self) {
        for problem in &self.review.coverage.problems {
            let line = problem
                .line
                .and_then(|line| self.page_line(&problem.path, line));
            let line = line.map_or(String::new(), |line| format!(" at line {line}"));
            self.fault(
                &problem.path,
                &format!("{}{line}: {}", problem.kind, problem.text),
            );
        }
    }

    fn findings(&mut self) {
        let found = self.found();
        let wanted = self.claimed(|claim| match claim {
            Claim::Finding(rule) => Some(rule),
            Claim::Source | Claim::KnownMiss(_) | Claim::KnownNoise(_) => None,
        });
        let missed = self.claimed(|claim| match claim {
            Claim::KnownMiss(rule) => Some(rule),
            Claim::Source | Claim::Finding(_) | Claim::KnownNoise(_) => None,
        });
        let noise = self.claimed(|claim| match claim {
            Claim::KnownNoise(rule) => Some(rule),
            Claim::Source | Claim::Finding(_) | Claim::KnownMiss(_) => None,
        });
        for (path, line, rule) in wanted.difference(&found) {
            self.fault(path, &format!("{rule} is not found at line {line}"));
        }
        for (path, line, rule) in missed.intersection(&found) {
            let text =
                format!("{rule} is found at line {line} now: change `known-miss` to `finding`");
            self.fault(path, &text);
        }
        for (path, line, rule) in noise.difference(&found) {
            self.fault(
                path,
                &format!("{rule} is not found at line {line} any more: take `known-noise` away"),
            );
        }
        let known: BTreeSet<Mark> = wanted.union(&noise).chain(&missed).cloned().collect();
        for (path, line, rule) in found.difference(&known) {
            let message = self.message(path, *line, rule);
            self.fault(
                path,
                &format!("unexpected finding {rule} at line {line}: {message}"),
            );
        }
        self.verdict(&wanted, &missed);
    }

    /// A vulnerable example has a finding of its own rule, a safe one has none at all.
    fn verdict(&mut self, wanted: &BTreeSet<Mark>, missed: &BTreeSet<Mark>) {
        let path = self
            .example
            .files
            .keys()
            .next_back()
            .cloned()
            .unwrap_or_default();
        let is_own = |mark: &&Mark| mark.2 == self.id;
        match self.example.verdict {
            Some(Verdict::Vulnerable) if !wanted.union(missed).any(|mark| is_own(&mark)) => {
                self.fault(&path, "no line is marked with `# finding`");
            }
            Some(Verdict::Safe) if !wanted.is_empty() => {
                self.fault(&path, "a safe block cannot claim a finding");
            }
            Some(_) | None => {}
        }
    }

    /// Traces begin where the page says.
    fn sources(&mut self) {
        let claimed: BTreeSet<(String, u32)> = self
            .claimed(|claim| match claim {
                Claim::Source => Some(&None),
                Claim::Finding(_) | Claim::KnownMiss(_) | Claim::KnownNoise(_) => None,
            })
            .into_iter()
            .map(|(path, line, _)| (path, line))
            .collect();
        let own = self
            .review
            .findings
            .iter()
            .filter(|finding| finding.rule == self.id);
        let starts: BTreeSet<(String, u32)> = own
            .filter_map(|finding| finding.trace.first())
            .filter_map(|step| {
                self.mark(&step.place, |file, line| {
                    file.claims
                        .get(&line)
                        .is_some_and(|claims| claims.contains(&Claim::Source))
                })
            })
            .collect();
        for (path, line) in claimed.difference(&starts) {
            self.fault(path, &format!("no trace begins at line {line}"));
        }
        if !claimed.is_empty() {
            for (path, line) in starts.difference(&claimed) {
                self.fault(
                    path,
                    &format!("a trace begins at line {line}, which has no `# source`"),
                );
            }
        }
    }

    /// What was found, each with the line of the page that a marker would stand on.
    fn found(&mut self) -> BTreeSet<Mark> {
        let mut found = BTreeSet::new();
        let told =
            |finding: &&Finding| finding.rule == self.id || !STRICT.contains(&&*finding.rule);
        for finding in self.review.findings.iter().filter(told) {
            let is_claimed = |file: &ExampleFile, line| self.is_claimed(file, line, finding);
            match self.mark(&finding.place, is_claimed) {
                Some((path, line)) => drop(found.insert((path, line, finding.rule.clone()))),
                None => self.faults.push(format!(
                    "{}: {} reports the prelude, line {}: {}",
                    self.example.title, finding.rule, finding.place.start.line, finding.message
                )),
            }
        }
        found
    }

    fn is_claimed(&self, file: &ExampleFile, line: u32, finding: &Finding) -> bool {
        let claims = file.claims.get(&line).into_iter().flatten();
        claims.into_iter().any(|claim| match claim {
            Claim::Finding(rule) | Claim::KnownMiss(rule) | Claim::KnownNoise(rule) => {
                rule.as_deref().unwrap_or(self.id) == finding.rule
            }
            Claim::Source => false,
        })
    }

    /// The line of the page for a place: of the lines it covers the first that is marked, else its first.
    fn mark(
        &self,
        place: &Place,
        is_marked: impl Fn(&ExampleFile, u32) -> bool,
    ) -> Option<(String, u32)> {
        let file = self.example.files.get(&place.path)?;
        let first = file.page_line(place.start.line)?;
        let last = file.page_line(place.end.line).unwrap_or(first);
        let line = (first..=last)
            .find(|line| is_marked(file, *line))
            .unwrap_or(first);
        Some((place.path.clone(), line))
    }

    fn claimed(&self, wanted: impl Fn(&Claim) -> Option<&Option<String>>) -> BTreeSet<Mark> {
        let mut marks = BTreeSet::new();
        for (path, file) in &self.example.files {
            for (line, claims) in &file.claims {
                for rule in claims.iter().filter_map(&wanted) {
                    marks.insert((
                        path.clone(),
                        *line,
                        rule.as_deref().unwrap_or(self.id).to_owned(),
                    ));
                }
            }
        }
        marks
    }

    fn page_line(&self, path: &str, line: u32) -> Option<u32> {
        self.example.files.get(path)?.page_line(line)
    }

    fn message(&self, path: &str, line: u32, rule: &str) -> String {
        let findings = self.review.findings.iter();
        let is_it = |finding: &&Finding| {
            finding.rule == rule
                && finding.place.path == path
                && self.page_line(path, finding.place.start.line) == Some(line)
        };
        findings
            .into_iter()
            .find(is_it)
            .map_or_else(String::new, |finding| finding.message.clone())
    }
}
