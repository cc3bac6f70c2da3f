//! What changed since an earlier version, as rows of tables.

use std::collections::BTreeMap;

use assay_finding::{Change, Review};
use serde::Serialize;

use crate::document::location;
use crate::findings::{Number, sentence};
use crate::letters::Letters;

/// More rows than these are no table for paper.
const ROWS: usize = 200;

#[derive(Serialize)]
pub(crate) struct ChangePart {
    base: String,
    told: String,
    only_new: bool,
    new: Vec<New>,
    more_new: usize,
    repaired: Vec<Repaired>,
    more_repaired: usize,
}

/// A finding that was not there before, and where it stands in the document.
#[derive(Serialize)]
struct New {
    label: String,
    number: String,
    risk: &'static str,
    text: String,
    place: String,
}

#[derive(Serialize)]
struct Repaired {
    risk: &'static str,
    text: String,
    place: String,
}

impl ChangePart {
    pub(crate) fn of(
        change: &Change,
        review: &Review,
        numbers: &BTreeMap<&str, Number>,
        letters: &Letters<'_>,
    ) -> Self {
        let new = review
            .findings
            .iter()
            .filter(|finding| change.is_new(&finding.fingerprint))
            .filter_map(|finding| {
                let number = numbers.get(finding.fingerprint.as_str())?;
                Some(New {
                    label: number.label(),
                    number: number.to_string(),
                    risk: finding.risk.name(),
                    text: letters.line(&sentence(&finding.message)),
                    place: letters.line(&location(&finding.place)),
                })
            });
        let repaired = change.repaired.iter().take(ROWS).map(|finding| Repaired {
            risk: finding.risk.name(),
            text: letters.line(&sentence(&finding.message)),
            place: letters.line(&format!("{}:{}", finding.path, finding.line)),
        });
        Self {
            base: letters.line(&change.base),
            told: letters.line(&change.told()),
            only_new: change.only_new,
            new: new.take(ROWS).collect(),
            more_new: change.new.len().saturating_sub(ROWS),
            repaired: repaired.collect(),
            more_repaired: change.repaired.len().saturating_sub(ROWS),
        }
    }
}
