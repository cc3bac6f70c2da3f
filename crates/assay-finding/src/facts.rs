//! What is known about a rule, apart from how it detects.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Level, Proof, Risk};

/// The facts of one rule, as its `rule.md` states them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleFacts {
    /// The name people type, such as `sql-injection`.
    pub id: String,
    /// The folder it stands in, such as `injection`.
    pub family: String,
    /// What is wrong, in a few words.
    pub title: String,
    /// The version of Assay that brought it.
    pub since: String,
    /// Weaknesses by CWE number, the most specific first.
    pub cwe: Vec<u32>,
    /// OWASP Top Ten entries, such as `A03:2021`.
    pub owasp: Vec<String>,
    /// What other tools call the same flaw, such as `bandit:B301`, so that their suppressions can be understood.
    pub also: Vec<String>,
    /// What an attacker gains.
    pub impact: Level,
    /// How easily the flaw is reached.
    pub likelihood: Level,
    /// How often the rule is right.
    pub confidence: Level,
    /// How long it takes to repair one place.
    pub effort: Effort,
    /// The text of a finding, with `{source}` and the like to be filled in.
    pub message: String,
    /// What to do, in one sentence.
    pub fix: String,
    /// Where to read more.
    pub references: Vec<String>,
    /// The first sentence of the lesson; it stands alone.
    pub summary: String,
    /// What an attacker gains, in prose.
    pub danger: String,
    /// The lesson's first pair of code before and after.
    pub example: Option<Example>,
    /// How a test shows that it is there; `None` if none can be written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// The lesson, in Markdown.
    pub help: String,
    /// True if the rule runs without being asked for.
    pub default_on: bool,
    /// How many cases are known that it misses.
    pub known_misses: u32,
    /// How many cases are known that it reports and ought not to.
    pub known_noise: u32,
}

/// Code before and after a repair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The language of both: `python`, `html`, …
    pub language: String,
    /// With the flaw.
    pub before: String,
    /// Without it.
    pub after: String,
}

impl RuleFacts {
    /// The risk of a finding of this rule, as long as nothing more is known about it.
    pub const fn risk(&self) -> Risk {
        Risk::of(self.impact, self.likelihood)
    }

    /// True if `name` means this rule: its id, its family, one of its weaknesses (`cwe-89`, `CWE-089`),
    /// or a pattern with `*` for the id or for `family/id` (`jwt-*`, `injection/*`).
    pub fn answers_to(&self, name: &str) -> bool {
        is_called(&self.id, &self.family, &self.cwe, name)
    }
}

/// The same as [`RuleFacts::answers_to`] for a rule of which only this is known.
pub fn is_called(id: &str, family: &str, cwe: &[u32], name: &str) -> bool {
    if id.eq_ignore_ascii_case(name) || family.eq_ignore_ascii_case(name) {
        return true;
    }
    if name.contains('*') {
        let pattern = name.to_ascii_lowercase();
        return fits(&pattern, id) || fits(&pattern, &format!("{family}/{id}"));
    }
    cwe_number(name).is_some_and(|number| cwe.contains(&number))
}

/// True if a text fits a pattern in which `*` stands for anything.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The number in `cwe-89`, in any case and with leading zeros.
fn cwe_number(name: &str) -> Option<u32> {
    let lower = name.to_ascii_lowercase();
    lower.strip_prefix("cwe-")?.parse().ok()
}

/// An estimate of working time, in minutes; written `30min`, `2h` or `1d` (a day has eight hours).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(into = "String", try_from = "String")]
pub struct Effort {
    /// The minutes.
    pub minutes: u32,
}

const HOUR: u32 = 60;
const DAY: u32 = 8 * HOUR;

/// Text that is not an effort.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not an effort; write it like 30min, 2h or 1d")]
pub struct NotAnEffort(String);

impl FromStr for Effort {
    type Err = NotAnEffort;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let units = [("min", 1), ("h", HOUR), ("d", DAY)];
        units
            .into_iter()
            .find_map(|(unit, minutes)| {
                text.strip_suffix(unit)?
                    .trim()
                    .parse::<u32>()
                    .ok()?
                    .checked_mul(minutes)
            })
            .map(|minutes| Self { minutes })
            .ok_or_else(|| NotAnEffort(text.to_owned()))
    }
}

impl TryFrom<String> for Effort {
    type Error = NotAnEffort;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Effort> for String {
    fn from(effort: Effort) -> Self {
        effort.to_string()
    }
}

impl fmt::Display for Effort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.minutes;
        if minutes >= DAY && minutes.is_multiple_of(DAY) {
            write!(formatter, "{}d", minutes / DAY)
        } else if minutes >= HOUR && minutes.is_multiple_of(HOUR) {
            write!(formatter, "{}h", minutes / HOUR)
        } else {
            write!(formatter, "{minutes}min")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effort_is_written_as_it_was_read() {
        for text in ["30min", "2h", "1d", "90min"] {
            assert_eq!(text.parse::<Effort>().unwrap().to_string(), text);
        }
        assert!("soon".parse::<Effort>().is_err());
        assert!("99999999999h".parse::<Effort>().is_err());
    }

    #[test]
    fn a_star_stands_for_anything() {
        let is = |name| is_called("jwt-not-verified", "jwt", &[347], name);
        assert!(is("jwt-*") && is("jwt/*") && is("*-verified") && is("*not*") && is("JWT-*"));
        assert!(!is("session-*") && !is("jwt-*-signed") && !is("*x"));
    }

    #[test]
    fn a_weakness_is_named_with_or_without_zeros() {
        assert_eq!(cwe_number("CWE-089"), Some(89));
        assert_eq!(cwe_number("cwe-89"), Some(89));
        assert_eq!(cwe_number("89"), None);
    }
}
