//! The baseline: findings that were accepted, each with why, by whom and until when.
//!
//! It is a file that people read, edit and merge: one line for each finding, in order of place, without line numbers
//! or times, so that two branches that accept different findings do not conflict.
//! A finding that moved is recognised by its text; see [`crate::matching`].
//!
//! ```
//! use assay_finding::baseline::Baseline;
//!
//! let text = "format = \"assay-baseline\"\nversion = 1\n\n[accepted]\n";
//! assert!(Baseline::parse(text).unwrap().entries.is_empty());
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use crate::matching::{Mark, content, pair};
use crate::{Finding, Invalid, Review, Suppressed, SuppressedBy, Suppressions, Unused};

/// What the file says it is.
const FORMAT: &str = "assay-baseline";
const VERSION: u32 = 1;

const HEAD: &str = "\
# Findings that were accepted: they are told and do not count. `assay baseline` writes this file.
# The reason, who and until may be edited; one line is one finding, so lines of two branches merge.
";

/// How much of a finding's source text an entry shows.
const CODE: usize = 100;

/// Findings that were accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// In the order in which they are written.
    pub entries: Vec<Entry>,
}

/// A finding that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    /// The file.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// The qualified name of the function around it.
    pub function: String,
    /// What identifies it.
    pub fingerprint: String,
    /// The beginning of its source text, for people.
    pub code: String,
    /// Its whole source text as a hash; see [`content`].
    pub content: String,
    /// Why it was accepted.
    pub reason: String,
    /// Who accepted it.
    pub who: String,
    /// The last day on which that holds.
    pub until: Option<Date>,
    /// Comments that people wrote above its line.
    #[serde(skip)]
    pub comments: Vec<String>,
    /// The line in the file; 0 if it was not read from one.
    #[serde(skip)]
    pub line: u32,
}

/// Why a text is no baseline.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{text}", .line.map_or_else(String::new, |line| format!("line {line}: ")))]
pub struct BaselineError {
    /// The line.
    pub line: Option<u32>,
    /// What is wrong, and what to do.
    pub text: String,
}

/// What is written down for findings that are accepted now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// Why.
    pub reason: String,
    /// Who.
    pub who: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Entries that are there already get these words too.
    pub renew: bool,
}

/// A baseline that was brought up to date, and what that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// The new one.
    pub baseline: Baseline,
    /// Entries that are new.
    pub added: Vec<Entry>,
    /// Entries whose findings are gone.
    pub gone: Vec<Entry>,
    /// Entries whose findings stand elsewhere: as they were, and as they are.
    pub moved: Vec<(Entry, Entry)>,
    /// Entries that are past their day, and whose findings are still there.
    pub expired: Vec<Entry>,
}

#[derive(Deserialize)]
struct Header {
    #[serde(default)]
    format: String,
    #[serde(default)]
    version: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[expect(dead_code, reason = "read before, with its version")]
    format: String,
    #[expect(dead_code, reason = "read before")]
    version: u32,
    #[serde(default)]
    accepted: BTreeMap<String, Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    rule: String,
    path: String,
    #[serde(default)]
    function: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    who: String,
    #[serde(default, deserialize_with = "day")]
    until: Option<Date>,
}

/// A day, written as one or as a text.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let value = toml::Value::deserialize(deserializer)?;
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let message = || D::Error::custom(format!("`{text}` is no day; write it like 2027-01-31"));
    text.parse().map(Some).map_err(|_| message())
}

impl Entry {
    /// One for a finding.
    pub fn new(finding: &Finding, acceptance: &Acceptance) -> Self {
        let source = finding.trace.first().map(|step| &step.place);
        let texts = std::iter::once(&finding.place).chain(source);
        let code: Vec<&str> = finding.place.text().split_whitespace().collect();
        let code = code.join(" ");
        let end = code.floor_char_boundary(CODE);
        let more = if end < code.len() { "…" } else { "" };
        Self {
            path: finding.place.path.clone(),
            rule: finding.rule.clone(),
            function: finding.function.clone(),
            fingerprint: finding.fingerprint.clone(),
            code: format!("{}{more}", code.get(..end).unwrap_or_default()),
            content: content(texts.map(|place| place.excerpt.text.as_str())),
            reason: acceptance.reason.clone(),
            who: acceptance.who.clone(),
            until: acceptance.until,
            comments: Vec::new(),
            line: 0,
        }
    }

    /// True if its last day is over.
    pub fn is_over(&self, today: Option<Date>) -> bool {
        matches!((self.until, today), (Some(until), Some(today)) if until < today)
    }

    fn mark(&self) -> Mark {
        Mark {
            fingerprint: self.fingerprint.clone(),
            rule: self.rule.clone(),
            path: self.path.clone(),
            function: self.function.clone(),
            content: self.content.clone(),
        }
    }

    /// The same entry where its finding stands now.
    fn moved_to(&self, finding: &Finding) -> Self {
        let words = Acceptance {
            reason: self.reason.clone(),
            who: self.who.clone(),
            until: self.until,
            renew: false,
        };
        Self {
            comments: self.comments.clone(),
            line: self.line,
            ..Self::new(finding, &words)
        }
    }
}

impl Baseline {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// If it is no baseline, is broken, or was written by a newer version.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = || text.lines().zip(1_u32..);
        let conflict =
            lines().find(|(line, _)| line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>"));
        if let Some((_, line)) = conflict {
            let text =
                "a merge was not finished; keep the lines of both sides and remove the markers"
                    .to_owned();
            return Err(BaselineError {
                line: Some(line),
                text,
            });
        }
        let header: Header = toml::from_str(text).map_err(|error| broken(text, &error))?;
        if header.format != FORMAT {
            let text = "it is no baseline; `assay baseline` writes one".to_owned();
            return Err(BaselineError { line: None, text });
        }
        if header.version != VERSION {
            let text = format!(
                "it has version {}, and this Assay knows version {VERSION}; use the Assay that wrote it, or a newer one",
                header.version
            );
            return Err(BaselineError { line: None, text });
        }
        let document: Document = toml::from_str(text).map_err(|error| broken(text, &error))?;
        let places = places(text);
        let entry = |(fingerprint, written): (String, Written)| {
            let (line, comments) = places
                .get(fingerprint.as_str())
                .cloned()
                .unwrap_or_default();
            Entry {
                path: written.path,
                rule: written.rule,
                function: written.function,
                fingerprint,
                code: written.code,
                content: written.content,
                reason: written.reason,
                who: written.who,
                until: written.until,
                comments,
                line,
            }
        };
        let mut entries: Vec<Entry> = document.accepted.into_iter().map(entry).collect();
        entries.sort();
        Ok(Self { entries })
    }

    /// The text of a file.
    pub fn text(&self) -> String {
        let mut text = format!("{HEAD}format = \"{FORMAT}\"\nversion = {VERSION}\n\n[accepted]\n");
        for entry in &self.entries {
            for comment in &entry.comments {
                text.push_str(comment);
                text.push('\n');
            }
            text.push_str(&entry.fingerprint);
            text.push_str(" = { ");
            for (name, value) in [
                ("rule", &entry.rule),
                ("path", &entry.path),
                ("function", &entry.function),
                ("code", &entry.code),
                ("content", &entry.content),
                ("reason", &entry.reason),
                ("who", &entry.who),
            ] {
                if !value.is_empty() {
                    let separator = if name == "rule" { "" } else { ", " };
                    let _ = write!(text, "{separator}{name} = {}", quoted(value));
                }
            }
            if let Some(until) = entry.until {
                let _ = write!(text, ", until = {until}");
            }
            text.push_str(" }\n");
        }
        text
    }

    /// Takes accepted findings out of a review; `path` is that of the file.
    pub fn apply(&self, review: &mut Review, path: &str, today: Option<Date>) {
        let pairs = self.pairs(review);
        let mut told = Suppressions::default();
        let mut accepted: BTreeMap<&str, &Entry> = BTreeMap::new();
        for (finding, at) in review.findings.iter().zip(&pairs) {
            let Some(entry) = at.and_then(|at| self.entries.get(at)) else {
                continue;
            };
            if entry.is_over(today) {
                told.invalid.push(Invalid {
                    path: path.to_owned(),
                    line: (entry.line > 0).then_some(entry.line),
                    expired: true,
                    text: format!(
                        "{} in {} was accepted until {}, and counts again; repair it, or accept it anew with `assay baseline --renew`",
                        entry.rule,
                        entry.path,
                        entry.until.map(|until| until.to_string()).unwrap_or_default()
                    ),
                });
            } else {
                accepted.insert(&finding.fingerprint, entry);
            }
        }
        let matched: BTreeSet<usize> = pairs.into_iter().flatten().collect();
        for (at, entry) in self.entries.iter().enumerate() {
            if !matched.contains(&at) && review.rule(&entry.rule).is_some() {
                told.unused.push(Unused {
                    path: path.to_owned(),
                    line: entry.line,
                    by: SuppressedBy::Baseline,
                    name: format!("{} in {}", entry.rule, entry.path),
                });
            }
        }
        let suppressed: BTreeMap<String, Suppressed> = review
            .findings
            .iter()
            .filter_map(|finding| {
                let entry = accepted.get(finding.fingerprint.as_str())?;
                let suppressed = Suppressed {
                    finding: finding.clone(),
                    by: SuppressedBy::Baseline,
                    path: path.to_owned(),
                    line: (entry.line > 0).then_some(entry.line),
                    reason: entry.reason.clone(),
                    who: entry.who.clone(),
                    until: entry.until,
                };
                Some((finding.fingerprint.clone(), suppressed))
            })
            .collect();
        let mut suppressed = suppressed;
        review.suppress(|finding| suppressed.remove(&finding.fingerprint));
        review.tell_suppressions(told);
    }

    /// Brings the baseline up to date with a review to which it was not applied: adds the findings that `choose` names,
    /// follows those that moved, drops what is gone, and keeps what people wrote.
    ///
    /// Entries of rules that did not run, and of files that were not looked at, stay.
    pub fn update(
        &self,
        review: &Review,
        today: Option<Date>,
        acceptance: &Acceptance,
        was_judged: impl Fn(&str) -> bool,
        choose: impl Fn(&Finding) -> bool,
    ) -> Update {
        let pairs = self.pairs(review);
        let mut update = Update::default();
        let suppressed = review
            .suppressed
            .iter()
            .map(|suppressed| &suppressed.finding);
        let all = review.findings.iter().map(|finding| (finding, true));
        let all = all.chain(suppressed.map(|finding| (finding, false)));
        let mut entries = Vec::new();
        for ((finding, counts), at) in all.zip(&pairs) {
            let Some(known) = at.and_then(|at| self.entries.get(at)) else {
                if counts && choose(finding) {
                    let entry = Entry::new(finding, acceptance);
                    update.added.push(entry.clone());
                    entries.push(entry);
                }
                continue;
            };
            let mut entry = known.moved_to(finding);
            if known.fingerprint != entry.fingerprint {
                update.moved.push((known.clone(), entry.clone()));
            }
            if acceptance.renew && counts && choose(finding) {
                entry.reason.clone_from(&acceptance.reason);
                entry.who.clone_from(&acceptance.who);
                entry.until = acceptance.until;
            }
            if entry.is_over(today) {
                update.expired.push(entry.clone());
            }
            entries.push(entry);
        }
        let matched: BTreeSet<usize> = pairs.into_iter().flatten().collect();
        for (at, entry) in self.entries.iter().enumerate() {
            if matched.contains(&at) {
                continue;
            }
            let nobody_looked = review.rule(&entry.rule).is_none() || !was_judged(&entry.path);
            if nobody_looked {
                entries.push(entry.clone());
            } else {
                update.gone.push(entry.clone());
            }
        }
        entries.sort();
        update.baseline = Self { entries };
        update
    }

    /// For each finding of a review, those that count first, which entry it is.
    fn pairs(&self, review: &Review) -> Vec<Option<usize>> {
        let suppressed = review
            .suppressed
            .iter()
            .map(|suppressed| &suppressed.finding);
        let all = review.findings.iter().chain(suppressed);
        let before: Vec<Mark> = self.entries.iter().map(Entry::mark).collect();
        let after: Vec<Mark> = all.map(Mark::of).collect();
        pair(&before, &after)
    }
}

/// By fingerprint, the line of an entry and the comments above it.
fn places(text: &str) -> BTreeMap<&str, (u32, Vec<String>)> {
    let mut places = BTreeMap::new();
    let mut comments = Vec::new();
    for (line, number) in text.lines().zip(1_u32..) {
        let line = line.trim();
        if line.starts_with('#') {
            comments.push(line.to_owned());
            continue;
        }
        if let Some((key, _)) = line.split_once('=') {
            let key = key.trim().trim_matches('"');
            places.insert(key, (number, std::mem::take(&mut comments)));
        }
        comments.clear();
    }
    places
}

fn broken(text: &str, error: &toml::de::Error) -> BaselineError {
    let line = error.span().map(|span| {
        let before = text.get(..span.start).unwrap_or_default();
        u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
    });
    let message = error.message().trim().replace('\n', ", ");
    BaselineError {
        line,
        text: format!(
            "{message}; repair the line or remove it, or bring the file back from version control"
        ),
    }
}

/// A text of TOML: quotes, backslashes and everything that is no printable character is written as an escape.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other if is_plain(other) => quoted.push(other),
            other => {
                let _ = write!(quoted, "\\U{:08X}", u32::from(other));
            }
        }
    }
    quoted.push('"');
    quoted
}

/// False for controls, line ends of Unicode and what changes the direction of writing.
fn is_plain(character: char) -> bool {
    let mut buffer = [0; 4];
    let text: &str = character.encode_utf8(&mut buffer);
    assay_source::printable(text) == text
}

#[cfg(test)]
mod tests;
