//! One requirement: a package, which versions of it, and where it is asked for.

use std::str::FromStr;

use assay_source::{Range, Span};
use pep440_rs::{Operator, VersionSpecifier};
pub use pep440_rs::{Version, VersionSpecifiers};
use serde::Serialize;

use crate::name::{is_name_character, normal_name};

/// A package that a project asks for or has.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The name in normal form (PEP 503).
    pub name: String,
    /// The name as it is written.
    pub written: String,
    /// Extras that are asked for.
    pub extras: Vec<String>,
    /// Which versions.
    pub wanted: Wanted,
    /// The versions as they are written.
    pub specifier: String,
    /// The condition under which it is installed, as it is written.
    pub marker: Option<String>,
    /// What it is needed for.
    pub group: Group,
    /// Where it stands.
    pub span: Span,
    /// The bytes of the version alone, if it is an exact one.
    pub version_range: Option<Range>,
    /// How many hashes pin its files.
    pub hashes: usize,
    /// What sort of statement it is.
    pub origin: Origin,
    /// The packages that bring it, the direct one first; empty if the project asks for it itself.
    pub via: Vec<String>,
}

/// Which versions a requirement allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Whatever is newest.
    Any,
    /// Exactly this one.
    Exact(Version),
    /// Those that these admit.
    Range(VersionSpecifiers),
    /// Not by version: a path or an address.
    Elsewhere(String),
    /// An exact version that PEP 440 does not allow.
    Legacy(String),
    /// Not understood.
    Unknown,
}

/// What a requirement is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// The application itself.
    Main,
    /// Something that one may install too, by this name.
    Optional(String),
    /// Development, tests or documentation.
    Development(String),
    /// Building the package.
    Build,
}

impl Group {
    /// The group with this name, as tools name them.
    pub(crate) fn named(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        if matches!(lower.as_str(), "main" | "default" | "packages" | "") {
            Self::Main
        } else if is_development(&lower) {
            Self::Development(name.to_owned())
        } else {
            Self::Optional(name.to_owned())
        }
    }

    /// True if users of the application never get it.
    pub const fn is_development(&self) -> bool {
        matches!(self, Self::Development(_) | Self::Build)
    }

    /// The group in a table.
    pub fn text(&self) -> &str {
        match self {
            Self::Main => "main",
            Self::Optional(name) | Self::Development(name) => name,
            Self::Build => "build",
        }
    }
}

/// True if a name speaks of development, tests or documentation.
pub(crate) fn is_development(name: &str) -> bool {
    name.to_ascii_lowercase()
        .split(|character: char| !character.is_ascii_alphanumeric())
        .any(|word| {
            matches!(
                word,
                "dev"
                    | "develop"
                    | "development"
                    | "test"
                    | "tests"
                    | "testing"
                    | "doc"
                    | "docs"
                    | "lint"
                    | "linting"
                    | "mypy"
                    | "typing"
                    | "ci"
                    | "tox"
                    | "bench"
                    | "style"
                    | "pytest"
                    | "rtd"
                    | "qa"
                    | "checks"
                    | "coverage"
                    | "format"
            )
        })
}

/// What sort of statement a requirement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A manifest asks for it.
    Asked,
    /// A constraint: it holds only if something else asks for the package.
    Constraint,
    /// A lock file fixes it.
    Locked,
    /// It is installed.
    Installed,
}

impl Requirement {
    /// The exact version, if there is one.
    pub fn version(&self) -> Option<&Version> {
        match &self.wanted {
            Wanted::Exact(version) => Some(version),
            Wanted::Any
            | Wanted::Range(_)
            | Wanted::Elsewhere(_)
            | Wanted::Legacy(_)
            | Wanted::Unknown => None,
        }
    }

    /// True if the project asks for it itself.
    pub fn is_direct(&self) -> bool {
        self.via.is_empty()
    }
}

/// A requirement as PEP 508 writes it, with the offsets of its parts.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) name: String,
    pub(crate) extras: Vec<String>,
    pub(crate) wanted: Wanted,
    pub(crate) specifier: String,
    pub(crate) marker: Option<String>,
    /// Bytes of the exact version in the text.
    pub(crate) version: Option<(usize, usize)>,
    /// What is wrong with it; the rest holds nevertheless.
    pub(crate) fault: Option<String>,
}

/// Reads a requirement; `None` if it does not even begin with a name.
pub(crate) fn read(text: &str) -> Option<Written> {
    let start = text.len() - text.trim_start().len();
    let body = text.get(start..)?;
    let end = body
        .find(|character| !is_name_character(character))
        .unwrap_or(body.len());
    let name = body.get(..end)?;
    if !crate::name::is_name(name) {
        return None;
    }
    let mut at = start + end;
    let mut extras = Vec::new();
    let rest = text.get(at..)?;
    if let Some(inner) = rest.trim_start().strip_prefix('[') {
        let close = inner.find(']')?;
        extras = inner
            .get(..close)?
            .split(',')
            .map(normal_name)
            .filter(|extra| !extra.is_empty())
            .collect();
        at += rest.len() - inner.len() + close + 1;
    }
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start();
    if let Some(address) = trimmed.strip_prefix('@') {
        let (address, marker) = address
            .split_once(" ;")
            .map_or((address, None), |(address, marker)| (address, Some(marker)));
        return Some(Written {
            name: name.to_owned(),
            extras,
            wanted: Wanted::Elsewhere(address.trim().to_owned()),
            specifier: String::new(),
            marker: marker.map(|marker| marker.trim().to_owned()),
            version: None,
            fault: None,
        });
    }
    let (range, marker) = match rest.split_once(';') {
        Some((range, marker)) => (range, Some(marker.trim().to_owned())),
        None => (rest, None),
    };
    let inner = range.trim();
    let inner = inner
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
        .unwrap_or(inner);
    let wanted = wanted(inner);
    let mut fault = matches!(wanted, Wanted::Unknown)
        .then(|| format!("`{inner}` is not a range of versions as PEP 440 writes them"));
    if let Some(marker) = &marker
        && fault.is_none()
    {
        fault = marker_fault(marker);
    }
    let version = exact_text(inner).and_then(|text| {
        let offset = range.find(text)?;
        Some((at + offset, at + offset + text.len()))
    });
    Some(Written {
        name: name.to_owned(),
        extras,
        wanted,
        specifier: inner.to_owned(),
        marker,
        version,
        fault,
    })
}

fn marker_fault(marker: &str) -> Option<String> {
    let error = pep508_rs::MarkerTree::from_str(marker).err()?;
    let text = error.to_string();
    let first = text.lines().next().unwrap_or_default();
    Some(format!("the marker `{marker}` is not understood: {first}"))
}

/// The version in `==1.2`, as it is written.
fn exact_text(specifier: &str) -> Option<&str> {
    let version = specifier
        .strip_prefix("===")
        .or_else(|| specifier.strip_prefix("=="))?
        .trim();
    (!version.contains([',', '*']) && !version.is_empty()).then_some(version)
}

/// What a range of versions means, as PEP 440 writes it.
pub(crate) fn wanted(specifier: &str) -> Wanted {
    let specifier = specifier.trim();
    if specifier.is_empty() || specifier == "*" {
        return Wanted::Any;
    }
    if let Some(text) = exact_text(specifier) {
        return exact(text);
    }
    match VersionSpecifiers::from_str(specifier) {
        Ok(specifiers) => Wanted::Range(specifiers),
        Err(_) => Wanted::Unknown,
    }
}

/// An exact version.
pub(crate) fn exact(text: &str) -> Wanted {
    match Version::from_str(text.trim()) {
        Ok(version) => Wanted::Exact(version),
        Err(_) if text.trim().is_empty() => Wanted::Any,
        Err(_) => Wanted::Legacy(text.trim().to_owned()),
    }
}

/// What a range means as Poetry writes it: `^1.2`, `~1.2`, `1.*`, `>=1,<2`, a bare version.
pub(crate) fn poetry(specifier: &str) -> Wanted {
    let text = specifier.trim();
    if text.contains("||") || text.contains(" | ") {
        return Wanted::Unknown;
    }
    let mut all = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let specifiers = match part.chars().next() {
            Some('^') => caret(part.get(1..).unwrap_or_default()),
            Some('~') if !part.starts_with("~=") => tilde(part.get(1..).unwrap_or_default()),
            Some('0'..='9' | 'v') if part.contains('*') => {
                VersionSpecifiers::from_str(&format!("=={part}")).ok()
            }
            Some('0'..='9' | 'v') if !text.contains(',') => return exact(part),
            Some('0'..='9') => VersionSpecifiers::from_str(&format!("=={part}")).ok(),
            Some('*') if part == "*" => Some(VersionSpecifiers::empty()),
            Some('=') if !part.starts_with("==") => {
                VersionSpecifiers::from_str(&format!("={part}")).ok()
            }
            _ => return wanted(text),
        };
        let Some(specifiers) = specifiers else {
            return Wanted::Unknown;
        };
        all.extend(specifiers.iter().cloned());
    }
    if all.is_empty() {
        Wanted::Any
    } else {
        Wanted::Range(VersionSpecifiers::from_iter(all))
    }
}

/// `^1.2.3`: up to the next change of the first number that is not 0.
fn caret(text: &str) -> Option<VersionSpecifiers> {
    let version = Version::from_str(text.trim()).ok()?;
    let release: Vec<u64> = version.release().to_vec();
    let at = release
        .iter()
        .position(|number| *number != 0)
        .unwrap_or(release.len().saturating_sub(1));
    between(version.clone(), release.get(..=at)?)
}

/// `~1.2.3`: up to the next change of the second number.
fn tilde(text: &str) -> Option<VersionSpecifiers> {
    let version = Version::from_str(text.trim()).ok()?;
    let release: Vec<u64> = version.release().to_vec();
    between(version.clone(), release.get(..release.len().min(2))?)
}

fn between(low: Version, prefix: &[u64]) -> Option<VersionSpecifiers> {
    let (last, rest) = prefix.split_last()?;
    let high = Version::new(rest.iter().copied().chain([last.checked_add(1)?]));
    let above = VersionSpecifier::from_version(Operator::GreaterThanEqual, low).ok()?;
    let below = VersionSpecifier::from_version(Operator::LessThan, high).ok()?;
    Some(VersionSpecifiers::from_iter([above, below]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_requirement_are_told_apart() {
        let text = "  Flask_Login[a, B] (>=0.6,<1) ; python_version >= '3.8'";
        let read = read(text).unwrap();
        assert_eq!(read.name, "Flask_Login");
        assert_eq!(read.extras, ["a", "b"]);
        assert_eq!(read.specifier, ">=0.6,<1");
        assert_eq!(read.marker.as_deref(), Some("python_version >= '3.8'"));
        assert_eq!(read.fault, None);
    }

    #[test]
    fn the_bytes_of_an_exact_version_are_known() {
        for text in [
            "flask==1.1.1",
            "flask == 1.1.1 ; python_version > '3'",
            "flask[async]===1.1.1",
        ] {
            let (start, end) = read(text).unwrap().version.unwrap();
            assert_eq!(text.get(start..end).unwrap_or_default(), "1.1.1");
        }
        assert_eq!(read("flask==1.*").unwrap().version, None);
    }

    #[test]
    fn poetry_writes_ranges_of_its_own() {
        let admits = |range: &str, version: &str| match poetry(range) {
            Wanted::Range(range) => range.contains(&version.parse().unwrap()),
            Wanted::Exact(exact) => exact == version.parse().unwrap(),
            other => panic!("{other:?}"),
        };
        assert!(admits("^1.2.3", "1.9") && !admits("^1.2.3", "2.0"));
        assert!(admits("^0.2.3", "0.2.9") && !admits("^0.2.3", "0.3"));
        assert!(admits("~1.2.3", "1.2.9") && !admits("~1.2.3", "1.3"));
        assert!(admits("1.2.*", "1.2.9") && admits("1.2", "1.2.0"));
        assert!(admits(">=1,<2", "1.5") && admits("=1.2", "1.2"));
        assert_eq!(poetry("*"), Wanted::Any);
    }

    #[test]
    fn what_is_no_range_is_a_fault_and_the_name_stays() {
        let read = read("flask>=>=1").unwrap();
        assert_eq!(
            (read.name.as_str(), &read.wanted),
            ("flask", &Wanted::Unknown)
        );
        assert!(read.fault.is_some());
        assert!(
            super::read("flask==1; python_versio > '3'")
                .unwrap()
                .fault
                .is_some()
        );
    }
}
