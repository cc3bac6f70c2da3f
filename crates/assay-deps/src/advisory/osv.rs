//! Dumps of OSV: a folder of JSON files, or the `all.zip` of an ecosystem.

use std::io::{Cursor, Read};

use serde::Deserialize;

use super::database::{Database, DatabaseError};
use super::record::{Advisory, Threat};
use crate::{limits, normal_name};

/// How many files of a dump were left out, and an example of why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// The number.
    pub files: usize,
    /// The first of them, and what was wrong with it.
    pub first: Option<String>,
}

#[derive(Deserialize)]
struct Osv {
    id: String,
    #[serde(default)]
    aliases: Vec<String>,
    published: Option<String>,
    modified: Option<String>,
    withdrawn: Option<String>,
    #[serde(default)]
    severity: Vec<Severity>,
    #[serde(default)]
    affected: Vec<Affected>,
    #[serde(default)]
    references: Vec<Reference>,
    #[serde(default)]
    database_specific: Specific,
}

#[derive(Deserialize)]
struct Severity {
    #[serde(default)]
    score: String,
}

#[derive(Deserialize)]
struct Affected {
    package: Option<Package>,
    #[serde(default)]
    ranges: Vec<Ranges>,
    #[serde(default)]
    versions: Vec<String>,
    #[serde(default)]
    severity: Vec<Severity>,
}

#[derive(Deserialize)]
struct Package {
    #[serde(default)]
    ecosystem: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Ranges {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(default)]
    url: String,
}

#[derive(Default, Deserialize)]
struct Specific {
    #[serde(default)]
    cwe_ids: Vec<String>,
    severity: Option<String>,
}

/// The advisories in one OSV record: one for each package of `PyPI` that it names.
///
/// # Errors
///
/// If the text is no OSV record.
pub fn from_json(text: &str) -> Result<Vec<Advisory>, serde_json::Error> {
    let osv: Osv = serde_json::from_str(text)?;
    let day = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    let mut found: Vec<Advisory> = Vec::new();
    for affected in &osv.affected {
        let Some(package) = &affected.package else {
            continue;
        };
        // Reports of malicious packages speak of whole packages, not of flaws.
        if !package.ecosystem.starts_with("PyPI") || osv.id.starts_with("MAL-") {
            continue;
        }
        let ranges: Vec<Vec<String>> = affected.ranges.iter().flat_map(ranges).collect();
        let name = normal_name(&package.name);
        if let Some(known) = found.iter_mut().find(|known| known.package == name) {
            known.ranges.extend(ranges);
            known.versions.extend(affected.versions.iter().cloned());
            continue;
        }
        let severity = if affected.severity.is_empty() {
            &osv.severity
        } else {
            &affected.severity
        };
        found.push(Advisory {
            id: osv.id.clone(),
            aliases: osv.aliases.clone(),
            package: name,
            ranges,
            versions: affected.versions.clone(),
            severity: severity
                .iter()
                .map(|severity| severity.score.clone())
                .collect(),
            level: osv.database_specific.severity.as_deref().and_then(level),
            cwes: osv.database_specific.cwe_ids.clone(),
            published: day(&osv.published).or_else(|| day(&osv.modified)),
            modified: day(&osv.modified),
            withdrawn: day(&osv.withdrawn),
            urls: osv
                .references
                .iter()
                .map(|link| link.url.clone())
                .take(3)
                .collect(),
        });
    }
    for advisory in &mut found {
        only_uncovered(advisory);
    }
    Ok(found)
}

/// Ranges say nearly everything; of listed versions those stay that no range covers.
fn only_uncovered(advisory: &mut Advisory) {
    let spans: Vec<_> = advisory.spans().collect();
    advisory.versions.retain(|text| {
        text.parse().map_or(true, |version| {
            !spans.iter().any(|span| span.contains(&version))
        })
    });
    advisory.versions.sort();
    advisory.versions.dedup();
}

fn level(text: &str) -> Option<Threat> {
    Some(match text.to_ascii_lowercase().as_str() {
        "low" => Threat::Low,
        "moderate" | "medium" => Threat::Medium,
        "high" => Threat::High,
        "critical" => Threat::Critical,
        _ => return None,
    })
}

fn ranges(ranges: &Ranges) -> Vec<Vec<String>> {
    // Ranges of commits say nothing about versions.
    if ranges.kind != "ECOSYSTEM" && ranges.kind != "SEMVER" {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    for event in &ranges.events {
        if let Some(introduced) = &event.introduced
            && open.is_none()
        {
            open = Some(introduced.clone());
        }
        let end = match (&event.fixed, &event.last_affected) {
            (Some(fixed), _) => Some(("<", fixed)),
            (None, Some(last)) => Some(("<=", last)),
            (None, None) => None,
        };
        if let Some((how, bound)) = end
            && let Some(introduced) = open.take()
        {
            found.push(vec![introduced, how.to_owned(), bound.clone()]);
        }
    }
    found.extend(open.map(|introduced| vec![introduced]));
    found
}

/// A database of OSV records, each by name and text. One that is broken is left out and counted.
///
/// # Errors
///
/// If none is left.
pub fn from_dump<N: AsRef<str>, T: AsRef<str>>(
    texts: impl IntoIterator<Item = (N, T)>,
) -> Result<(Database, Skipped), DatabaseError> {
    let mut advisories = Vec::new();
    let mut skipped = Skipped::default();
    for (name, text) in texts {
        match from_json(text.as_ref()) {
            Ok(found) => advisories.extend(found),
            Err(error) => skipped.add(name.as_ref(), &error.to_string()),
        }
    }
    Ok((Database::new(without_twins(advisories))?, skipped))
}

impl Skipped {
    fn add(&mut self, name: &str, why: &str) {
        self.files += 1;
        self.first.get_or_insert_with(|| format!("{name}: {why}"));
    }
}

/// PYSEC and GitHub tell of the same flaws: of two with a common id about one package, PYSEC's stays,
/// with the weaknesses, level and vectors that only the other has.
fn without_twins(mut advisories: Vec<Advisory>) -> Vec<Advisory> {
    let rank = |advisory: &Advisory| (!advisory.is_live(), !advisory.id.starts_with("PYSEC-"));
    advisories.sort_by(|one, other| {
        (&one.package, rank(one), &one.id).cmp(&(&other.package, rank(other), &other.id))
    });
    let mut kept: Vec<Advisory> = Vec::with_capacity(advisories.len());
    let mut by_id: std::collections::BTreeMap<(String, String), usize> =
        std::collections::BTreeMap::new();
    for advisory in advisories {
        let twin = advisory.ids().find_map(|id| {
            by_id
                .get(&(advisory.package.clone(), id.to_owned()))
                .copied()
        });
        if let Some(twin) = twin
            .and_then(|at| kept.get_mut(at))
            .filter(|twin| twin.is_live() && advisory.is_live())
        {
            let new = advisory
                .ids()
                .filter(|id| !twin.ids().any(|known| known == *id));
            let new: Vec<String> = new.map(str::to_owned).collect();
            twin.aliases.extend(new);
            twin.aliases.sort();
            if twin.cwes.is_empty() {
                twin.cwes = advisory.cwes;
            }
            if twin.severity.is_empty() {
                twin.severity = advisory.severity;
            }
            twin.level = twin.level.or(advisory.level);
        } else {
            for id in advisory.ids() {
                by_id
                    .entry((advisory.package.clone(), id.to_owned()))
                    .or_insert(kept.len());
            }
            kept.push(advisory);
        }
    }
    kept
}

/// A database of an archive of OSV records.
///
/// # Errors
///
/// If it is no archive, or holds no advisory of `PyPI`.
pub fn from_zip(bytes: &[u8]) -> Result<(Database, Skipped), DatabaseError> {
    let broken = |error: zip::result::ZipError| DatabaseError::Archive(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut texts = Vec::new();
    let mut skipped = Skipped::default();
    let mut total = 0;
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).map_err(broken)?;
        let name = file.name().to_owned();
        if !file.is_file() || !name.to_ascii_lowercase().ends_with(".json") {
            continue;
        }
        let mut text = String::new();
        let limited = file
            .by_ref()
            .take(limits::ADVISORY_BYTES)
            .read_to_string(&mut text);
        total += text.len();
        if total > limits::DATABASE_BYTES {
            return Err(DatabaseError::Archive("it is too large".to_owned()));
        }
        match limited {
            Ok(_) => texts.push((name, text)),
            // A sum that does not match means that the archive was damaged on its way.
            Err(error) => return Err(DatabaseError::Archive(format!("{name}: {error}"))),
        }
    }
    let (database, broken) = from_dump(texts)?;
    skipped.files += broken.files;
    skipped.first = skipped.first.or(broken.first);
    Ok((database, skipped))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"id": "GHSA-x", "aliases": ["CVE-1"], "modified": "2026-01-02T03:04:05Z",
        "affected": [{"package": {"ecosystem": "PyPI", "name": "A_b"}, "versions": ["1.0", "9.final-x"],
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.5"}, {"introduced": "2"}]},
                       {"type": "GIT", "events": [{"introduced": "0"}]}]},
            {"package": {"ecosystem": "npm", "name": "b"}}],
        "database_specific": {"severity": "MODERATE", "cwe_ids": ["CWE-79"]}}"#;

    #[test]
    fn a_record_of_osv_becomes_one_of_ours() {
        let found = from_json(RECORD).unwrap();
        let [advisory] = found.as_slice() else {
            panic!("one package of PyPI, not {found:?}")
        };
        assert_eq!(advisory.package, "a-b");
        assert_eq!(advisory.ranges, [vec!["0", "<", "1.5"], vec!["2"]]);
        assert_eq!(advisory.versions, ["9.final-x"]);
        assert_eq!(advisory.level, Some(Threat::Medium));
    }

    #[test]
    fn a_broken_record_costs_only_itself() {
        let (database, skipped) = from_dump([("a.json", RECORD), ("b.json", "{")]).unwrap();
        assert_eq!((database.len(), skipped.files), (1, 1));
    }

    #[test]
    fn one_flaw_told_twice_counts_once() {
        let twin = RECORD
            .replace("GHSA-x", "PYSEC-1")
            .replace("\"CVE-1\"", "\"CVE-1\", \"GHSA-x\"");
        let (database, _) = from_dump([("a", RECORD), ("b", &twin)]).unwrap();
        let all: Vec<Advisory> = database.all().collect();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].id, "PYSEC-1");
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        assert!(from_zip(b"PK\x03\x04 not quite").is_err());
    }
}
