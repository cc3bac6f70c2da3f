//! When two findings mean the same flaw: by the rules that find it, or by their weaknesses.

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::RuleFacts;

/// What tools call a flaw, one flaw a line.
const FLAWS: &str = include_str!("../data/flaws.csv");

/// Weaknesses that tools use for one flaw. Those that mean anything, such as 20 and 710, are in none.
const GROUPS: &[&[u32]] = &[
    &[89, 564, 943],
    &[77, 78, 88],
    &[94, 95, 96, 1336],
    &[79, 80, 83, 84, 86, 87, 116],
    &[22, 23, 35, 36, 73],
    &[502],
    &[326, 327, 328, 759, 760, 780, 916],
    &[330, 331, 335, 337, 338, 340, 1241],
    &[259, 321, 522, 547, 798],
    &[295, 296, 297, 299, 599],
    &[311, 319, 523],
    &[611, 776, 827],
    &[90, 643],
    &[11, 215, 489],
    &[200, 209, 497, 537],
    &[614, 1004, 1275],
    &[93, 113, 644],
    &[117, 532],
    &[377, 378, 379],
    &[276, 732],
    &[284, 285, 639, 862, 863],
    &[287, 306],
    &[400, 730, 1333],
    &[605, 668, 1327],
    &[937, 1035, 1104, 1395],
];

/// The names under which tools know one flaw, and what weaknesses they give it.
pub(crate) struct Kin {
    /// By tool and rule, as in `bandit:B608`: the lines of the table.
    flaws: BTreeMap<String, BTreeSet<usize>>,
    cwe: BTreeMap<String, Vec<u32>>,
    /// Our rules, by id.
    ours: BTreeMap<String, Flaw>,
    /// The first of our rules that another tool's means.
    meant: BTreeMap<String, String>,
}

/// What is known of a flaw.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flaw {
    names: BTreeSet<String>,
    lines: BTreeSet<usize>,
    cwe: Vec<u32>,
}

impl Flaw {
    /// True if both are one flaw.
    pub(crate) fn is(&self, other: &Self) -> bool {
        !self.names.is_disjoint(&other.names)
            || !self.lines.is_disjoint(&other.lines)
            || are_related(&self.cwe, &other.cwe)
    }

    pub(crate) fn with(mut self, cwe: &[u32]) -> Self {
        cwe.clone_into(&mut self.cwe);
        self
    }
}

impl Kin {
    /// The table, with what our rules say of other tools.
    pub(crate) fn of(rules: &[RuleFacts]) -> Self {
        let mut kin = Self {
            flaws: BTreeMap::new(),
            cwe: BTreeMap::new(),
            ours: BTreeMap::new(),
            meant: BTreeMap::new(),
        };
        let mut lines = FLAWS
            .lines()
            .map(|line| line.split(',').collect::<Vec<_>>());
        let heading = lines.next().unwrap_or_default();
        for (at, cells) in lines.enumerate() {
            let numbers = cells.get(1).into_iter().flat_map(|cell| cell.split(';'));
            let numbers: Vec<u32> = numbers.filter_map(|number| number.parse().ok()).collect();
            for (tool, cell) in heading.iter().zip(&cells).skip(2) {
                for id in cell.split(';').filter(|id| !id.is_empty()) {
                    let name = format!("{tool}:{id}");
                    kin.flaws.entry(name.clone()).or_default().insert(at);
                    kin.cwe.entry(name).or_insert_with(|| numbers.clone());
                }
            }
        }
        for rule in rules {
            let names: BTreeSet<String> = rule.also.iter().cloned().collect();
            for name in &names {
                kin.meant
                    .entry(name.clone())
                    .or_insert_with(|| rule.id.clone());
            }
            let flaw = kin.flaw(names).with(&rule.cwe);
            kin.ours.insert(rule.id.clone(), flaw);
        }
        kin
    }

    /// The flaw that a rule of ours finds.
    pub(crate) fn ours(&self, rule: &str) -> Flaw {
        self.ours.get(rule).cloned().unwrap_or_default()
    }

    /// The flaw that another tool's rule finds.
    pub(crate) fn theirs(&self, tool: &str, rule: &str, cwe: &[u32]) -> Flaw {
        self.flaw([key(tool, rule)].into()).with(cwe)
    }

    /// The weaknesses of another tool's rule, for tools that do not tell them.
    pub(crate) fn weaknesses(&self, tool: &str, rule: &str) -> &[u32] {
        self.cwe
            .get(&key(tool, rule))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The rule of ours that another tool's rule means, if there is one.
    pub(crate) fn meant(&self, tool: &str, rule: &str) -> Option<&str> {
        self.meant.get(&key(tool, rule)).map(String::as_str)
    }

    fn flaw(&self, names: BTreeSet<String>) -> Flaw {
        let lines = names.iter().filter_map(|name| self.flaws.get(name));
        Flaw {
            lines: lines.flatten().copied().collect(),
            names,
            cwe: Vec::new(),
        }
    }
}

/// Tool and rule, as the table and our rules write them.
fn key(tool: &str, rule: &str) -> String {
    let id = match tool {
        // `python.flask.security.x.tainted-sql-string`
        "semgrep" | "opengrep" => {
            let parts: Vec<&str> = rule.split('.').collect();
            match parts.as_slice() {
                [_, area, .., last] => return format!("semgrep:{area}:{last}"),
                _ => rule,
            }
        }
        // `python:S2077`, `pythonsecurity:S3649`
        "sonar" => rule.rsplit(':').next().unwrap_or(rule),
        _ => rule,
    };
    format!("{tool}:{id}")
}

fn are_related(ones: &[u32], others: &[u32]) -> bool {
    ones.iter().any(|one| {
        let group = GROUPS.iter().find(|group| group.contains(one));
        others.iter().any(|other| {
            let is_same = one == other && !matches!(one, 20 | 693 | 703 | 710);
            is_same || group.is_some_and(|group| group.contains(other))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_call_one_flaw_by_many_names() {
        let kin = Kin::of(&[]);
        let bandit = kin.theirs("bandit", "B608", &[]);
        for (tool, rule) in [
            ("ruff", "S608"),
            ("sonar", "pythonsecurity:S3649"),
            ("codeql", "py/sql-injection"),
            (
                "semgrep",
                "python.flask.security.injection.tainted-sql-string.tainted-sql-string",
            ),
        ] {
            assert!(bandit.is(&kin.theirs(tool, rule, &[])), "{tool} {rule}");
        }
        assert!(!bandit.is(&kin.theirs("ruff", "S301", &[])));
        assert_eq!(kin.weaknesses("ruff", "S608"), [89]);
    }

    #[test]
    fn related_weaknesses_are_one_flaw_and_catch_alls_are_none() {
        assert!(are_related(&[78], &[77]));
        assert!(are_related(&[352], &[352]));
        assert!(!are_related(&[20], &[20]));
        assert!(!are_related(&[89], &[79]));
        assert!(!are_related(&[], &[]));
    }

    #[test]
    fn no_weakness_is_in_two_groups() {
        let mut all: Vec<u32> = GROUPS
            .iter()
            .flat_map(|group| group.iter().copied())
            .collect();
        let number = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), number);
    }
}
