//! Findings by file and line, so that those at one place are found.

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::Finding;

use crate::limits;

/// A finding of the review, one that the project asked not to be told, or one that an import added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    Ours(usize),
    Suppressed(usize),
    Added(usize),
}

/// How near a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Near {
    /// It stands on one of the lines.
    Here,
    /// It stands on the line above or below.
    Beside,
    /// Its data passes one of the lines.
    OnTheWay,
}

impl Near {
    pub(crate) const ALL: [Self; 3] = [Self::Here, Self::Beside, Self::OnTheWay];
}

#[derive(Default)]
pub(crate) struct Index {
    lines: BTreeMap<String, BTreeMap<u32, BTreeSet<(bool, Target)>>>,
}

impl Index {
    pub(crate) fn add(&mut self, target: Target, finding: &Finding) {
        let place = &finding.place;
        let (first, last) = (place.start.line, place.end.line.max(place.start.line));
        for line in first..=last.min(first.saturating_add(limits::LINES)) {
            self.put(&place.path, line, (false, target));
        }
        for step in &finding.trace {
            self.put(&step.place.path, step.place.start.line, (true, target));
        }
    }

    fn put(&mut self, path: &str, line: u32, entry: (bool, Target)) {
        let of_file = match self.lines.get_mut(path) {
            Some(of_file) => of_file,
            None => self.lines.entry(path.to_owned()).or_default(),
        };
        let on_line = of_file.entry(line).or_default();
        if on_line.len() < limits::ON_A_LINE {
            on_line.insert(entry);
        }
    }

    /// The findings that are so near to these lines.
    pub(crate) fn near(
        &self,
        path: &str,
        (first, last): (u32, u32),
        near: Near,
    ) -> BTreeSet<Target> {
        let last = last.max(first).min(first.saturating_add(limits::LINES));
        let Some(of_file) = self.lines.get(path) else {
            return BTreeSet::new();
        };
        let on = |first: u32, last: u32, passing: bool| {
            let lines = of_file.range(first..=last).flat_map(|(_, on_line)| on_line);
            let found = lines.filter(move |(is_passing, _)| *is_passing == passing);
            found.map(|(_, target)| *target)
        };
        match near {
            Near::Here => on(first, last, false).collect(),
            Near::Beside => {
                let above = first.saturating_sub(1);
                let below = last.saturating_add(1);
                on(above, above, false)
                    .chain(on(below, below, false))
                    .collect()
            }
            Near::OnTheWay => on(first, last, true).collect(),
        }
    }
}
