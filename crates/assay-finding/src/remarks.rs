//! What every report says beside its findings, in the same words: what a change brings, what was left out on request
//! and by whom, and what the gate says.

use serde::Serialize;

use crate::Review;

/// Something to say, with what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// What it is about, in few words.
    pub title: &'static str,
    /// What there is to say.
    pub text: String,
    /// The things that it is about, one line each.
    pub lines: Vec<String>,
}

impl Review {
    /// Everything that is to be said beside findings and coverage.
    pub fn remarks(&self) -> Vec<Remark> {
        let remarks = [
            self.changed(),
            self.merged(),
            self.left_out(),
            self.invalid(),
            self.unused("Unused", true),
            self.unused("Unused by Assay", false),
            self.foreign(),
            self.gated(),
        ];
        remarks.into_iter().flatten().collect()
    }

    /// What a review that has no finding says: nothing, nothing new, or nothing but what was suppressed.
    pub fn nothing(&self) -> String {
        let new = match &self.change {
            Some(change) if change.only_new => "new ",
            Some(_) | None => "",
        };
        match self.suppressed.len() {
            0 => format!("Nothing {new}was found"),
            1 => format!("Nothing {new}was found but 1 finding that is suppressed"),
            number => format!("Nothing {new}was found but {number} findings that are suppressed"),
        }
    }

    fn changed(&self) -> Option<Remark> {
        let change = self.change.as_ref()?;
        let shown = if change.only_new {
            "; only new ones are reported"
        } else {
            ""
        };
        let gone = change.repaired.iter();
        Some(Remark {
            title: "Change",
            text: format!("since {}: {}{shown}", change.base, change.told()),
            lines: gone
                .map(|gone| {
                    format!(
                        "repaired: {}:{}: {}: {}",
                        gone.path, gone.line, gone.rule, gone.message
                    )
                })
                .collect(),
        })
    }

    fn merged(&self) -> Option<Remark> {
        let imported = &self.coverage.imported;
        (!imported.is_empty()).then(|| Remark {
            title: "Merged",
            text: "what other tools report".to_owned(),
            lines: imported.iter().map(crate::Imported::sentence).collect(),
        })
    }

    fn left_out(&self) -> Option<Remark> {
        let line = |suppressed: &crate::Suppressed| {
            let finding = &suppressed.finding;
            format!(
                "{}:{}: {}: {}; {}",
                finding.place.path,
                finding.place.start.line,
                finding.rule,
                suppressed.reason_or_none(),
                suppressed.told()
            )
        };
        let number = self.suppressed.len();
        let findings = if number == 1 { "finding" } else { "findings" };
        (number > 0).then(|| Remark {
            title: "Suppressed",
            text: format!("{number} {findings}: {}", self.suppressions.counted()),
            lines: self.suppressed.iter().map(line).collect(),
        })
    }

    fn invalid(&self) -> Option<Remark> {
        let invalid = &self.suppressions.invalid;
        let number = invalid.len();
        let text = if number == 1 {
            "1 suppression does not count".to_owned()
        } else {
            format!("{number} suppressions do not count")
        };
        let line = |one: &crate::Invalid| match one.line {
            Some(line) => format!("{}:{line}: {}", one.path, one.text),
            None => format!("{}: {}", one.path, one.text),
        };
        (number > 0).then(|| Remark {
            title: "Not counted",
            text,
            lines: invalid.iter().map(line).collect(),
        })
    }

    /// Suppressions that suppress nothing: our own and the baseline's, or those of other tools.
    fn unused(&self, title: &'static str, own: bool) -> Option<Remark> {
        let unused = self.suppressions.unused.iter();
        let unused: Vec<_> = unused.filter(|one| one.is_own() == own).collect();
        let number = unused.len();
        let text = match (number, own) {
            (1, true) => "1 suppression suppresses nothing; remove it".to_owned(),
            (1, false) => {
                "1 suppression of another tool suppresses nothing here; that tool may need it"
                    .to_owned()
            }
            (_, true) => format!("{number} suppressions suppress nothing; remove them"),
            (_, false) => {
                format!(
                    "{number} suppressions of other tools suppress nothing here; those tools may need them"
                )
            }
        };
        let line =
            |one: &&crate::Unused| format!("{}:{}: {}: {}", one.path, one.line, one.by, one.name);
        (number > 0).then(|| Remark {
            title,
            text,
            lines: unused.iter().map(line).collect(),
        })
    }

    fn foreign(&self) -> Option<Remark> {
        let foreign = &self.suppressions.foreign;
        let names: Vec<String> = foreign
            .iter()
            .map(|(name, count)| match count {
                1 => name.clone(),
                count => format!("{name} ({count} times)"),
            })
            .collect();
        (!names.is_empty()).then(|| Remark {
            title: "Not ours",
            text: "suppressions name checks of other tools that no rule of Assay answers to; they suppress nothing here"
                .to_owned(),
            lines: vec![names.join(", ")],
        })
    }

    fn gated(&self) -> Option<Remark> {
        let gate = self.gate.as_ref()?;
        let text = match gate.reasons.len() {
            0 => "passed".to_owned(),
            1 => "not passed, for this reason".to_owned(),
            number => format!("not passed, for {number} reasons"),
        };
        Some(Remark {
            title: "Gate",
            text,
            lines: gate.reasons.iter().chain(&gate.notes).cloned().collect(),
        })
    }
}
