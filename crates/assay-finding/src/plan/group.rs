//! Findings with one cause, so that one repair closes them all.
//!
//! - flows of one rule that pass the same place belong together: the place that most of them share is repaired;
//! - advisories of one package are closed by one upgrade;
//! - a setting, a missing protection and the like hold for the application as a whole;
//! - what remains is repaired file by file.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Access, Finding, Place};

/// A repair, and the findings that it closes: indices into the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) cause: Cause,
    pub(super) findings: Vec<usize>,
}

/// What is repaired.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// A place that data passes.
    Place { path: String, line: u32 },
    /// A line of a manifest.
    Package { path: String, line: u32 },
    /// Something that holds for the application.
    Application,
    /// A file.
    File { path: String },
}

/// Groups findings; every finding is in exactly one group.
pub(super) fn group(findings: &[Finding], family: impl Fn(&str) -> String) -> Vec<Group> {
    let mut by_rule: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        by_rule.entry(&finding.rule).or_default().push(at);
    }
    let mut groups = Vec::new();
    for (rule, members) in by_rule {
        let family = family(rule);
        let get = |at: &usize| findings.get(*at);
        let (flows, places): (Vec<usize>, Vec<usize>) = members.into_iter().partition(|at| {
            family != "dependencies" && get(at).is_some_and(|finding| finding.trace.len() > 1)
        });
        groups.extend(shared(findings, flows));
        let mut by_cause: BTreeMap<Cause, Vec<usize>> = BTreeMap::new();
        for at in places {
            let Some(finding) = get(&at) else { continue };
            by_cause
                .entry(cause(finding, &family))
                .or_default()
                .push(at);
        }
        let rest = by_cause.into_iter();
        groups.extend(rest.map(|(cause, findings)| Group { cause, findings }));
    }
    groups
}

fn cause(finding: &Finding, family: &str) -> Cause {
    let path = finding.place.path.clone();
    if family == "dependencies" {
        let line = finding.place.start.line;
        return Cause::Package { path, line };
    }
    if finding.rating.access == Access::Application {
        return Cause::Application;
    }
    Cause::File { path }
}

/// The place that most flows pass is repaired first; what it does not close goes on.
fn shared(findings: &[Finding], mut flows: Vec<usize>) -> Vec<Group> {
    let mut groups = Vec::new();
    while !flows.is_empty() {
        let mut passing: BTreeMap<(&str, u32), BTreeSet<usize>> = BTreeMap::new();
        for at in &flows {
            for place in findings.get(*at).into_iter().flat_map(Finding::places) {
                passing
                    .entry((&place.path, place.start.line))
                    .or_default()
                    .insert(*at);
            }
        }
        // Of places that equally many pass, the one nearest to the harm: it protects what comes later, too.
        let distance = |key: &(&str, u32), members: &BTreeSet<usize>| {
            let of = |at: &usize| {
                let finding = findings.get(*at)?;
                let is_it = |place: &&Place| (place.path.as_str(), place.start.line) == *key;
                finding
                    .places()
                    .collect::<Vec<_>>()
                    .into_iter()
                    .rev()
                    .position(|place| is_it(&place))
            };
            members.iter().filter_map(of).max().unwrap_or(0)
        };
        let best = passing.iter().max_by(|(one, few), (other, many)| {
            few.len()
                .cmp(&many.len())
                .then_with(|| distance(other, many).cmp(&distance(one, few)))
                .then_with(|| other.cmp(one))
        });
        let Some(((path, line), members)) = best else {
            break;
        };
        let cause = Cause::Place {
            path: (*path).to_owned(),
            line: *line,
        };
        let members = members.clone();
        flows.retain(|at| !members.contains(at));
        groups.push(Group {
            cause,
            findings: members.into_iter().collect(),
        });
    }
    groups
}
