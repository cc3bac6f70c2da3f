//! Two reviews of one project: what is new, repaired, moved, and what is otherwise only because the rules are.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::matching::{Mark, pair};
use crate::{Finding, Risk};

/// A review as it was kept in JSON, as far as a comparison needs it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Always `assay-review`.
    pub format: String,
    /// The version of the format.
    pub version: u32,
    findings: Vec<KeptFinding>,
    rules: Vec<KeptRule>,
}

#[derive(Clone, Debug, Deserialize)]
struct KeptRule {
    id: String,
}

#[derive(Clone, Debug, Deserialize)]
struct KeptFinding {
    rule: String,
    message: String,
    risk: Risk,
    function: String,
    fingerprint: String,
    place: KeptPlace,
    #[serde(default)]
    trace: Vec<KeptStep>,
}

#[derive(Clone, Debug, Deserialize)]
struct KeptStep {
    place: KeptPlace,
}

#[derive(Clone, Debug, Deserialize)]
struct KeptPlace {
    path: String,
    start: KeptPosition,
    excerpt: KeptExcerpt,
}

#[derive(Clone, Debug, Deserialize)]
struct KeptPosition {
    line: u32,
}

#[derive(Clone, Debug, Deserialize)]
struct KeptExcerpt {
    text: String,
}

/// A finding in a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// The rule.
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// How bad it is.
    pub risk: Risk,
    /// The file.
    pub path: String,
    /// The line.
    pub line: u32,
    /// What identifies it.
    pub fingerprint: String,
}

impl Compared {
    /// That of a finding.
    pub fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.clone(),
            message: finding.message.clone(),
            risk: finding.risk,
            path: finding.place.path.clone(),
            line: finding.place.start.line,
            fingerprint: finding.fingerprint.clone(),
        }
    }
}

/// A finding that stands elsewhere now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Where it was.
    pub from: Compared,
    /// Where it is.
    pub to: Compared,
}

/// What differs between two reviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Always `assay-comparison`.
    pub format: &'static str,
    /// The version of the format.
    pub version: u32,
    /// In one sentence.
    pub summary: String,
    /// Findings that were not there before.
    pub new: Vec<Compared>,
    /// Findings that are gone.
    pub repaired: Vec<Compared>,
    /// Findings in another file, or on another line.
    pub moved: Vec<Moved>,
    /// Findings of rules that the earlier review did not have: they may be old.
    pub new_by_rules: Vec<Compared>,
    /// Findings of rules that the later review does not have: nobody looked for them.
    pub gone_by_rules: Vec<Compared>,
    /// How many stand where they stood.
    pub unchanged: usize,
}

impl Comparison {
    /// The version of the format.
    pub const VERSION: u32 = 1;

    /// What is otherwise in `after` than it was in `before`.
    pub fn of(before: &Kept, after: &Kept) -> Self {
        let mut comparison = Self {
            format: "assay-comparison",
            version: Self::VERSION,
            summary: String::new(),
            new: Vec::new(),
            repaired: Vec::new(),
            moved: Vec::new(),
            new_by_rules: Vec::new(),
            gone_by_rules: Vec::new(),
            unchanged: 0,
        };
        let (gone, new) = comparison.pair(before, after);
        let (had, has) = (before.rule_ids(), after.rule_ids());
        for finding in new {
            let list = if had.contains(finding.rule.as_str()) {
                &mut comparison.new
            } else {
                &mut comparison.new_by_rules
            };
            list.push(compared(finding));
        }
        for finding in gone {
            let list = if has.contains(finding.rule.as_str()) {
                &mut comparison.repaired
            } else {
                &mut comparison.gone_by_rules
            };
            list.push(compared(finding));
        }
        let place = |moved: &Moved| (moved.to.path.clone(), moved.to.line);
        comparison.moved.sort_by_key(place);
        comparison.summary = comparison.told();
        comparison
    }

    /// The lists of findings that are new or gone, each with its heading; not those that are empty.
    pub fn lists(&self) -> impl Iterator<Item = (&'static str, &[Compared])> {
        let lists = [
            ("New", &self.new),
            ("Repaired", &self.repaired),
            (
                "New, of rules that the earlier review did not have",
                &self.new_by_rules,
            ),
            (
                "Gone, of rules that the later review does not have",
                &self.gone_by_rules,
            ),
        ];
        let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
        lists.map(|(heading, list)| (heading, list.as_slice()))
    }

    /// Pairs findings that are the same; what is left of each side comes back.
    fn pair<'a>(
        &mut self,
        before: &'a Kept,
        after: &'a Kept,
    ) -> (Vec<&'a KeptFinding>, Vec<&'a KeptFinding>) {
        let marks =
            |kept: &Kept| -> Vec<Mark> { kept.findings.iter().map(KeptFinding::mark).collect() };
        let pairs = pair(&marks(before), &marks(after));
        let mut earlier: Vec<Option<&KeptFinding>> = before.findings.iter().map(Some).collect();
        let mut new = Vec::new();
        for (finding, at) in after.findings.iter().zip(pairs) {
            let known = at.and_then(|at| earlier.get_mut(at)).and_then(Option::take);
            match known {
                Some(known) if known.stands_as(finding) => self.unchanged += 1,
                Some(known) => self.moved.push(Moved {
                    from: compared(known),
                    to: compared(finding),
                }),
                None => new.push(finding),
            }
        }
        (earlier.into_iter().flatten().collect(), new)
    }

    fn told(&self) -> String {
        let mut parts = vec![
            format!("{} new", self.new.len()),
            format!("{} repaired", self.repaired.len()),
            format!("{} moved", self.moved.len()),
            format!("{} unchanged", self.unchanged),
        ];
        let rules = self.new_by_rules.len() + self.gone_by_rules.len();
        if rules > 0 {
            parts.push(format!("{rules} otherwise because the rules are"));
        }
        parts.join(", ")
    }
}

impl KeptFinding {
    fn mark(&self) -> Mark {
        let source = self.trace.first().map(|step| &step.place);
        let texts = std::iter::once(&self.place).chain(source);
        Mark::new(
            &self.fingerprint,
            &self.rule,
            &self.place.path,
            &self.function,
            texts.map(|place| place.excerpt.text.as_str()),
        )
    }

    fn stands_as(&self, other: &Self) -> bool {
        self.place.path == other.place.path && self.place.start.line == other.place.start.line
    }
}

impl Kept {
    fn rule_ids(&self) -> BTreeSet<&str> {
        self.rules.iter().map(|rule| rule.id.as_str()).collect()
    }
}

fn compared(finding: &KeptFinding) -> Compared {
    Compared {
        rule: finding.rule.clone(),
        message: finding.message.clone(),
        risk: finding.risk,
        path: finding.place.path.clone(),
        line: finding.place.start.line,
        fingerprint: finding.fingerprint.clone(),
    }
}
