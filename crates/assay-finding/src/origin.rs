//! Findings of other tools in a review: who reported what, and what became of it.

use serde::Serialize;

use crate::Finding;

/// What another tool said at the place of a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Origin {
    /// The tool, as it names itself.
    pub tool: String,
    /// Its version; empty if it does not say.
    pub version: String,
    /// Its name for the flaw, or the advisory.
    pub rule: String,
    /// The line that it names.
    pub line: u32,
    /// How bad it says this is, in its own word; empty if it does not say.
    pub severity: String,
    /// What it says.
    pub message: String,
}

impl Origin {
    /// `Bandit 1.9.4 (B608, severity medium, line 12)`; the line is told if it is not `line`.
    fn told(&self, line: u32) -> String {
        let mut facts = vec![self.rule.clone()];
        if !self.severity.is_empty() {
            facts.push(format!("severity {}", self.severity));
        }
        if self.line != line {
            facts.push(format!("line {}", self.line));
        }
        let version = if self.version.is_empty() {
            String::new()
        } else {
            format!(" {}", self.version)
        };
        format!("{}{version} ({})", self.tool, facts.join(", "))
    }
}

/// More origins than these are counted, not named.
const TOLD: usize = 8;

impl Finding {
    /// Which other tools report it, in words that are a sentence without its full stop; `None` if none does.
    pub fn reported_by(&self) -> Option<String> {
        if self.origins.is_empty() {
            return None;
        }
        let line = self.place.start.line;
        let told = self.origins.iter().take(TOLD);
        let mut told: Vec<String> = told.map(|origin| origin.told(line)).collect();
        if self.origins.len() > TOLD {
            told.push(format!("{} more", self.origins.len() - TOLD));
        }
        let told = told.join("; ");
        Some(if self.imported {
            format!("Reported by {told}, and not by Assay")
        } else {
            format!("Also reported by {told}")
        })
    }
}

/// What became of one file of another tool's findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Imported {
    /// The name of the file.
    pub file: String,
    /// The tool that made it.
    pub tool: String,
    /// Its version; empty if it does not say.
    pub version: String,
    /// How many findings it holds.
    pub results: u32,
    /// Those that a finding of Assay at the same place covers.
    pub same: u32,
    /// Those that another file or line of this import tells too.
    pub folded: u32,
    /// Those that are findings of their own now.
    pub added: u32,
    /// Those that were marked there, or are suppressed here, as nothing to report.
    pub suppressed: u32,
    /// Those whose place is not in the project as it is now.
    pub unplaced: u32,
    /// Those that were not understood.
    pub unread: u32,
}

impl Imported {
    /// `bandit.json, Bandit 1.9.4: 9 findings; 4 of them Assay reports too, 5 are new`.
    pub fn sentence(&self) -> String {
        let results = match self.results {
            1 => "one finding".to_owned(),
            number => format!("{number} findings"),
        };
        let mut parts = Vec::new();
        let mut part = |number: u32, words: &str| {
            if number > 0 {
                parts.push(format!("{number} {words}"));
            }
        };
        part(self.same, "as Assay reports too");
        part(self.added, "that only other tools report");
        part(self.folded, "told twice");
        part(self.suppressed, "left out on request");
        part(self.unplaced, "at places that are not here");
        part(self.unread, "not understood");
        let version = if self.version.is_empty() {
            String::new()
        } else {
            format!(" {}", self.version)
        };
        let parts = if parts.is_empty() {
            String::new()
        } else {
            format!("; {}", parts.join(", "))
        };
        format!("{}, {}{version}: {results}{parts}", self.file, self.tool)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_a_file_is_one_sentence() {
        let imported = Imported {
            file: "bandit.json".to_owned(),
            tool: "Bandit".to_owned(),
            version: "1.9.4".to_owned(),
            results: 9,
            same: 4,
            added: 4,
            unplaced: 1,
            ..Imported::default()
        };
        assert_eq!(
            imported.sentence(),
            "bandit.json, Bandit 1.9.4: 9 findings; 4 as Assay reports too, \
             4 that only other tools report, 1 at places that are not here"
        );
    }
}
