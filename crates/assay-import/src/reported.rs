//! What another tool reports, as far as it was understood.

use assay_finding::{Level, Risk};

/// The findings of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub(crate) file: String,
    pub(crate) runs: Vec<Run>,
}

impl Report {
    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.runs.iter().map(|run| run.results.len()).sum()
    }

    /// True if it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The findings of one tool in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) tool: String,
    pub(crate) version: String,
    pub(crate) results: Vec<Reported>,
    /// Findings that were marked there as nothing to report.
    pub(crate) suppressed: u32,
    /// Findings that were not understood.
    pub(crate) unread: u32,
    /// What the tool itself did not look at, and what was not understood, in sentences.
    pub(crate) problems: Vec<String>,
}

impl Run {
    /// The tool's name in one word, as it stands before the names of its rules.
    pub(crate) fn slug(&self) -> String {
        let lower = self.tool.to_lowercase();
        let word = lower.split([' ', '/', ':']).next().unwrap_or_default();
        match crate::json::name(word).as_str() {
            "" => "other".to_owned(),
            "sonarqube" | "sonarcloud" | "sonarscanner" | "sonarlint" => "sonar".to_owned(),
            "assay" => "assay-import".to_owned(),
            slug => slug.to_owned(),
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reported {
    /// Its name for the flaw, safe in an id.
    pub(crate) rule: String,
    /// What is wrong, in a few words.
    pub(crate) title: String,
    pub(crate) message: String,
    /// In the tool's own word.
    pub(crate) severity: String,
    pub(crate) risk: Risk,
    pub(crate) confidence: Level,
    pub(crate) cwe: Vec<u32>,
    pub(crate) subject: Subject,
    /// The path of data, if it tells one.
    pub(crate) steps: Vec<(Spot, String)>,
    /// Where to read more; may be empty.
    pub(crate) page: String,
    /// What the flaw is, in a paragraph; may be empty.
    pub(crate) about: String,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Place(Spot),
    Package {
        name: String,
        /// The advisory and its other names.
        ids: Vec<String>,
    },
}

/// A place as another tool names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) path: String,
    /// From 1.
    pub(crate) line: u32,
    pub(crate) end_line: u32,
    /// From 1, the end after the last.
    pub(crate) columns: Option<(u32, u32)>,
    pub(crate) unit: Unit,
    /// The text that stood there; may be empty.
    pub(crate) snippet: String,
}

/// What columns count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Bytes,
    Characters,
    Utf16,
}

/// The risk for a word, and the word in lower case.
pub(crate) fn risk_of(word: &str) -> Option<(Risk, String)> {
    let word = word.to_ascii_lowercase();
    let risk = match word.as_str() {
        "critical" | "blocker" => Risk::Critical,
        "high" | "error" | "major" => Risk::High,
        "medium" | "warning" | "moderate" => Risk::Medium,
        "low" | "note" | "minor" | "recommendation" => Risk::Low,
        "info" | "none" | "undefined" | "informational" => Risk::Info,
        _ => return None,
    };
    Some((risk, word))
}

/// The confidence for a word.
pub(crate) fn confidence_of(word: &str) -> Option<Level> {
    match word.to_ascii_lowercase().as_str() {
        "very-high" | "high" => Some(Level::High),
        "medium" => Some(Level::Medium),
        "low" | "undefined" => Some(Level::Low),
        _ => None,
    }
}

/// `hardcoded_sql_expressions` and `py/sql-injection` as words.
pub(crate) fn words(name: &str) -> String {
    let last = name.rsplit(['/', '.']).next().unwrap_or_default();
    let text = crate::json::line(&last.replace(['_', '-'], " "), crate::limits::NAME);
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}
