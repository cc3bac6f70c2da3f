//! A whole review: findings in order, counted and rated once for every format.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::plan::Plan;
use crate::{
    Application, Change, Coverage, Finding, GateOutcome, Imported, Inspection, Problem, Repair,
    Risk, RuleFacts, Suppressed, Suppressions, fingerprint,
};

/// A review of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Review {
    /// What made it.
    pub tool: Tool,
    /// How many findings of each risk.
    pub counts: Counts,
    /// The findings, by file and place.
    pub findings: Vec<Finding>,
    /// Findings that somebody asked not to be told or accepted, with who and why.
    pub suppressed: Vec<Suppressed>,
    /// What else there is to say of suppressions.
    pub suppressions: Suppressions,
    /// What is otherwise than in an earlier version, if one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// What the gate says, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<GateOutcome>,
    /// What was looked at, and what was not.
    pub coverage: Coverage,
    /// The application as a whole, for reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// What people judge, with the places of this application; `None` unless it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inspection: Option<Inspection>,
    /// The plan of repair, for reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// What a tool can repair and how, by fingerprint; empty if nobody asked.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub repairs: BTreeMap<String, Repair>,
    /// The rules that ran, by id.
    pub rules: Vec<RuleFacts>,
}

/// What made a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Default for Tool {
    fn default() -> Self {
        // All crates of the workspace have one version.
        Self {
            name: "Assay".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Findings by risk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All of them.
    pub total: u32,
    /// Critical ones.
    pub critical: u32,
    /// High ones.
    pub high: u32,
    /// Medium ones.
    pub medium: u32,
    /// Low ones.
    pub low: u32,
    /// Those that are only worth knowing.
    pub info: u32,
}

impl Counts {
    /// Counts findings.
    pub fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            counts.total += 1;
            *counts.at(finding.risk) += 1;
        }
        counts
    }

    /// How many there are of one risk.
    pub const fn get(&self, risk: Risk) -> u32 {
        match risk {
            Risk::Info => self.info,
            Risk::Low => self.low,
            Risk::Medium => self.medium,
            Risk::High => self.high,
            Risk::Critical => self.critical,
        }
    }

    const fn at(&mut self, risk: Risk) -> &mut u32 {
        match risk {
            Risk::Info => &mut self.info,
            Risk::Low => &mut self.low,
            Risk::Medium => &mut self.medium,
            Risk::High => &mut self.high,
            Risk::Critical => &mut self.critical,
        }
    }
}

/// What a review says about the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Looked everywhere and found nothing.
    Clean,
    /// Something was found.
    Findings,
    /// Nothing was found, but not everything was looked at.
    Incomplete,
}

impl Review {
    /// A review of these findings: sorted, counted, equal fingerprints told apart.
    pub fn new(
        mut findings: Vec<Finding>,
        mut rules: Vec<RuleFacts>,
        mut coverage: Coverage,
    ) -> Self {
        findings.sort_by(|one, other| order(one).cmp(&order(other)));
        tell_apart(&mut findings);
        rules.sort_by(|one, other| one.id.cmp(&other.id));
        coverage.sort();
        Self {
            tool: Tool::default(),
            counts: Counts::of(&findings),
            findings,
            suppressed: Vec::new(),
            suppressions: Suppressions::default(),
            change: None,
            gate: None,
            coverage,
            application: None,
            inspection: None,
            plan: None,
            repairs: BTreeMap::new(),
            rules,
        }
    }

    /// Adds the rules and models that the project itself brought, and what was wrong with them.
    pub fn add_brought_along(&mut self, from_project: Vec<String>, problems: Vec<Problem>) {
        self.coverage.from_project.extend(from_project);
        self.coverage.problems.extend(problems);
        self.coverage.sort();
    }

    /// Takes findings out that do not count: those for which `why` has an answer.
    ///
    /// Fingerprints stay as they are, so that a suppression never changes what another finding is called.
    pub fn suppress(&mut self, mut why: impl FnMut(&Finding) -> Option<Suppressed>) {
        let mut counting = Vec::with_capacity(self.findings.len());
        for finding in std::mem::take(&mut self.findings) {
            match why(&finding) {
                Some(suppressed) => {
                    *self.suppressions.counts.entry(suppressed.by).or_default() += 1;
                    self.suppressed.push(suppressed);
                }
                None => counting.push(finding),
            }
        }
        self.findings = counting;
        self.counts = Counts::of(&self.findings);
        self.suppressed
            .sort_by(|one, other| order(&one.finding).cmp(&order(&other.finding)));
    }

    /// Tells suppressions that do not count, and those that suppress nothing.
    pub fn tell_suppressions(&mut self, more: Suppressions) {
        let problems = more.invalid.iter().map(crate::Invalid::problem);
        self.coverage.problems.extend(problems);
        self.suppressions.unused.extend(more.unused);
        self.suppressions.invalid.extend(more.invalid);
        for (name, count) in more.foreign {
            *self.suppressions.foreign.entry(name).or_default() += count;
        }
        self.suppressions.sort();
        self.coverage.sort();
    }

    /// Sets the risk of findings for which `own` has an answer: the risk, and who says so.
    ///
    /// The finding tells it, because whoever writes the code may have written that too.
    pub fn rate(&mut self, own: impl Fn(&Finding) -> Option<(Risk, String)>) {
        let suppressed = self.suppressed.iter_mut().map(|one| &mut one.finding);
        for finding in self.findings.iter_mut().chain(suppressed) {
            let Some((risk, by)) = own(finding) else {
                continue;
            };
            if risk == finding.risk {
                continue;
            }
            let gap = if finding.reason.is_empty() { "" } else { "; " };
            let told = format!(
                "{gap}{by} says that the risk is {risk}, and not {}",
                finding.risk
            );
            finding.reason.push_str(&told);
            finding.risk = risk;
            finding.rating.risk = risk;
        }
        self.counts = Counts::of(&self.findings);
    }

    /// Leaves out findings that `keep` does not want; what was suppressed stays.
    pub fn keep(&mut self, keep: impl FnMut(&Finding) -> bool) {
        self.findings.retain(keep);
        self.counts = Counts::of(&self.findings);
    }

    /// Leaves out suppressed findings that `keep` does not want, in their order.
    pub fn keep_suppressed(&mut self, keep: impl FnMut(&Suppressed) -> bool) {
        self.suppressed.retain(keep);
        self.suppressions.counts.clear();
        for suppressed in &self.suppressed {
            *self.suppressions.counts.entry(suppressed.by).or_default() += 1;
        }
    }

    /// Adds findings of other tools, with the facts of their rules, and what became of each file of them.
    pub fn add_imported(
        &mut self,
        mut findings: Vec<Finding>,
        rules: Vec<RuleFacts>,
        imported: Vec<Imported>,
        problems: Vec<Problem>,
    ) {
        findings.sort_by(|one, other| order(one).cmp(&order(other)));
        tell_apart(&mut findings);
        self.findings.extend(findings);
        self.findings
            .sort_by(|one, other| order(one).cmp(&order(other)));
        self.counts = Counts::of(&self.findings);
        self.rules.extend(rules);
        self.rules.sort_by(|one, other| one.id.cmp(&other.id));
        self.coverage.imported.extend(imported);
        self.coverage.problems.extend(problems);
        self.coverage.sort();
    }

    /// What it says about the project.
    pub fn verdict(&self) -> Verdict {
        if !self.findings.is_empty() {
            Verdict::Findings
        } else if self.coverage.is_complete() {
            Verdict::Clean
        } else {
            Verdict::Incomplete
        }
    }

    /// The worst risk among the findings.
    pub fn worst(&self) -> Option<Risk> {
        self.findings.iter().map(|finding| finding.risk).max()
    }

    /// The facts of the rule with this id.
    pub fn rule(&self, id: &str) -> Option<&RuleFacts> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

/// By file and place; the rest only so that the order never depends on how the findings were made.
fn order(finding: &Finding) -> impl Ord {
    let place = &finding.place;
    (
        (&place.path, place.bytes, &finding.rule),
        (
            &finding.message,
            &finding.fingerprint,
            finding.confidence,
            &finding.reason,
        ),
        finding
            .trace
            .iter()
            .map(|step| (&step.place.path, step.place.bytes, &step.text))
            .collect::<Vec<_>>(),
    )
}

/// Gives the second of two equal fingerprints its own, and so on, in order of place.
fn tell_apart(findings: &mut [Finding]) {
    let mut seen = BTreeMap::<String, u32>::new();
    for finding in findings {
        let times = seen.entry(finding.fingerprint.clone()).or_default();
        if *times > 0 {
            finding.fingerprint = fingerprint::occurrence(&finding.fingerprint, *times);
        }
        *times += 1;
    }
}
