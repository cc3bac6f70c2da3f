//! One advisory about one package, and which versions it is about.

use std::str::FromStr;

use pep440_rs::Version;
use serde::{Deserialize, Serialize};

use super::score::{Rating, rating};
use crate::Date;

/// An advisory, as the database keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advisory {
    /// Its own id, such as `PYSEC-2019-217`.
    pub id: String,
    /// Its other ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The package, in normal form.
    pub package: String,
    /// Ranges of affected versions as they are written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<Vec<String>>,
    /// Affected versions that no range covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<String>,
    /// CVSS vectors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub severity: Vec<String>,
    /// `low`, `medium`, `high` or `critical`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Threat>,
    /// Weaknesses, as in `CWE-79`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cwes: Vec<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// When it was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Date>,
    /// When it was taken back; then it is never reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Date>,
    /// Where to read more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
}

/// How bad the sources say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Threat {
    /// Not at all.
    None,
    /// Little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
    /// Very much.
    Critical,
}

impl Threat {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// A range of affected versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first affected version; `None` for the beginning.
    pub introduced: Option<Version>,
    /// Where it ends.
    pub end: End,
}

/// Where a range of affected versions ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Nowhere: no repaired version is known.
    Open,
    /// Before this version, which is repaired.
    Fixed(Version),
    /// With this version.
    Last(Version),
}

impl Span {
    /// True if a version lies in it, in the plain order of PEP 440.
    pub fn contains(&self, version: &Version) -> bool {
        self.introduced.as_ref().is_none_or(|low| low <= version)
            && match &self.end {
                End::Open => true,
                End::Fixed(fixed) => version < fixed,
                End::Last(last) => version <= last,
            }
    }
}

/// The versions that an advisory is about, taken apart to be asked often.
#[derive(Clone, Debug)]
pub struct Affected {
    spans: Vec<Span>,
    listed: Vec<Version>,
}

impl Affected {
    /// True if the advisory is about this version.
    pub fn contains(&self, version: &Version) -> bool {
        self.spans.iter().any(|span| span.contains(version)) || self.listed.contains(version)
    }
}

impl Advisory {
    /// The versions that it is about.
    pub fn affected(&self) -> Affected {
        let listed = self.versions.iter();
        Affected {
            spans: self.spans().collect(),
            listed: listed
                .filter_map(|text| Version::from_str(text).ok())
                .collect(),
        }
    }

    /// True if it still holds.
    pub const fn is_live(&self) -> bool {
        self.withdrawn.is_none()
    }

    /// The ranges; what no version can be made of is left out.
    pub fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.ranges.iter().filter_map(|range| {
            let (introduced, end) = match range.as_slice() {
                [introduced] => (introduced, End::Open),
                [introduced, how, bound] => {
                    let bound = Version::from_str(bound).ok()?;
                    let end = match how.as_str() {
                        "<" => End::Fixed(bound),
                        "<=" => End::Last(bound),
                        _ => return None,
                    };
                    (introduced, end)
                }
                _ => return None,
            };
            let introduced = match introduced.as_str() {
                "0" => None,
                text => Some(Version::from_str(text).ok()?),
            };
            Some(Span { introduced, end })
        })
    }

    /// True if it is about this version.
    pub fn affects(&self, version: &Version) -> bool {
        self.spans().any(|span| span.contains(version))
            || self
                .versions
                .iter()
                .any(|listed| Version::from_str(listed).is_ok_and(|listed| listed == *version))
    }

    /// True if it lists this text, which is no version of PEP 440.
    pub fn lists(&self, text: &str) -> bool {
        self.versions.iter().any(|listed| listed == text)
    }

    /// Repaired versions, in order.
    pub fn fixed(&self) -> Vec<Version> {
        let mut fixed: Vec<Version> = self
            .spans()
            .filter_map(|span| match span.end {
                End::Fixed(version) => Some(version),
                End::Open | End::Last(_) => None,
            })
            .collect();
        fixed.sort();
        fixed.dedup();
        fixed
    }

    /// Its rating: from the newest vector, else from the level alone.
    pub fn rating(&self) -> Option<Rating> {
        rating(&self.severity, self.level)
    }

    /// The id that people know: the CVE if it has one.
    pub fn best_id(&self) -> &str {
        self.aliases
            .iter()
            .find(|alias| alias.starts_with("CVE-"))
            .unwrap_or(&self.id)
    }

    /// All its ids, its own first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str()]
            .into_iter()
            .chain(self.aliases.iter().map(String::as_str))
    }

    /// Its weaknesses by number.
    pub fn weaknesses(&self) -> impl Iterator<Item = u32> + '_ {
        self.cwes
            .iter()
            .filter_map(|cwe| cwe.strip_prefix("CWE-")?.parse().ok())
    }
}
