//! What a package index knows of a package: which versions there are, and which of them were yanked.
//!
//! The answer of an index is that of PEP 691 with the fields of PEP 592 and PEP 700. A version that is yanked in
//! all of its files counts as yanked, and a version without files cannot be installed and does not count.

use std::collections::BTreeMap;
use std::str::FromStr;

use pep440_rs::Version;
use serde::{Deserialize, Serialize};

use crate::name::normal_name;
use crate::requirement::{Requirement, Wanted};

/// The versions of a package that an index offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Releases {
    /// For each version why it was yanked, if it was; the reason may be empty.
    pub versions: BTreeMap<Version, Option<String>>,
}

/// What an index says about a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The newest version that one may use.
    pub newest: Option<Version>,
    /// True if the requirement leaves the newest one out.
    pub is_outdated: bool,
    /// Why its exact version was yanked, if it was; the reason may be empty.
    pub yanked: Option<String>,
}

/// The answer of an index is not what PEP 691 describes.
#[derive(Debug, thiserror::Error)]
#[error("the index did not answer as PEP 691 describes ({0})")]
pub struct ForeignAnswer(String);

#[derive(Deserialize)]
struct Answer {
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    filename: String,
    #[serde(default)]
    yanked: Yanked,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Yanked {
    Flag(bool),
    Reason(String),
}

impl Default for Yanked {
    fn default() -> Self {
        Self::Flag(false)
    }
}

impl Releases {
    /// Reads the answer of an index about a package; its name in normal form.
    ///
    /// # Errors
    ///
    /// If it is no such answer.
    pub fn read(name: &str, json: &[u8]) -> Result<Self, ForeignAnswer> {
        let answer: Answer =
            serde_json::from_slice(json).map_err(|error| ForeignAnswer(error.to_string()))?;
        let mut versions: BTreeMap<Version, Option<String>> = BTreeMap::new();
        for file in answer.files {
            let Some(version) = version_of_file(name, &file.filename) else {
                continue;
            };
            let yanked = match file.yanked {
                Yanked::Flag(false) => None,
                Yanked::Flag(true) => Some(String::new()),
                Yanked::Reason(reason) => Some(reason),
            };
            versions
                .entry(version)
                .and_modify(|known| {
                    if yanked.is_none() {
                        *known = None;
                    }
                })
                .or_insert(yanked);
        }
        Ok(Self { versions })
    }

    /// The newest version that was not yanked; one that is not finished only if there is no other.
    pub fn newest(&self) -> Option<&Version> {
        let usable = || {
            let all = self.versions.iter();
            all.filter(|(_, yanked)| yanked.is_none())
                .map(|(version, _)| version)
        };
        usable()
            .filter(|version| !version.any_prerelease())
            .max()
            .or_else(|| usable().max())
    }

    /// What that means for a requirement; `None` if it does not come from an index.
    pub fn standing(&self, requirement: &Requirement) -> Option<Standing> {
        let newest = self.newest().cloned();
        let (is_outdated, yanked) = match &requirement.wanted {
            Wanted::Exact(version) => (
                newest.as_ref().is_some_and(|newest| {
                    *version < *newest && version.clone().without_local() != *newest
                }),
                self.versions
                    .get(&version.clone().without_local())
                    .cloned()
                    .flatten(),
            ),
            Wanted::Range(specifiers) => {
                let admits = |newest: &Version| specifiers.contains(newest);
                (newest.as_ref().is_some_and(|it| !admits(it)), None)
            }
            // No version of today is written in a way that PEP 440 does not allow.
            Wanted::Legacy(_) => (newest.is_some(), None),
            Wanted::Any => (false, None),
            Wanted::Elsewhere(_) | Wanted::Unknown => return None,
        };
        Some(Standing {
            newest,
            is_outdated,
            yanked,
        })
    }
}

/// The version that a file of an index belongs to, told by its name.
fn version_of_file(package: &str, file: &str) -> Option<Version> {
    if let Some(wheel) = file.strip_suffix(".whl") {
        return Version::from_str(wheel.split('-').nth(1)?).ok();
    }
    let stem = [".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz"]
        .iter()
        .find_map(|suffix| file.strip_suffix(suffix))?;
    // Old names of sources have hyphens of their own: `flask-caching-1.0`.
    stem.match_indices('-').find_map(|(at, _)| {
        let (name, version) = (stem.get(..at)?, stem.get(at + 1..)?);
        (normal_name(name) == package)
            .then(|| Version::from_str(version).ok())
            .flatten()
    })
}

#[cfg(test)]
mod tests {
    use assay_source::Project;

    use super::*;
    use crate::Inventory;

    const ANSWER: &str = r#"{"meta": {"api-version": "1.1"}, "name": "flask-shop", "versions": ["1.0", "1.1", "2.0", "2.1rc1"], "files": [
        {"filename": "Flask-Shop-1.0.tar.gz", "url": "", "hashes": {}},
        {"filename": "flask_shop-1.1-py3-none-any.whl", "url": "", "hashes": {}, "yanked": "loses orders"},
        {"filename": "flask_shop-1.1.tar.gz", "url": "", "hashes": {}, "yanked": true},
        {"filename": "flask_shop-2.0-py3-none-any.whl", "url": "", "hashes": {}, "yanked": true},
        {"filename": "flask_shop-2.0.tar.gz", "url": "", "hashes": {}, "yanked": false},
        {"filename": "flask_shop-2.1rc1.tar.gz", "url": "", "hashes": {}},
        {"filename": "flask-shop-1.0.win32.exe", "url": "", "hashes": {}}
    ]}"#;

    fn check(line: &str) -> Option<(String, bool, Option<String>)> {
        let releases = Releases::read("flask-shop", ANSWER.as_bytes()).unwrap();
        let project = Project::from_texts([("requirements.txt", line)]);
        let inventory = Inventory::read(&project);
        let standing = releases.standing(&inventory.requirements[0])?;
        let newest = standing.newest.map(|newest| newest.to_string());
        Some((newest?, standing.is_outdated, standing.yanked))
    }

    #[test]
    fn a_version_is_judged_by_the_newest_that_one_may_use() {
        let newest = |is_outdated, yanked: Option<&str>| {
            Some(("2.0".to_owned(), is_outdated, yanked.map(str::to_owned)))
        };
        assert_eq!(check("flask-shop==1.0"), newest(true, None));
        assert_eq!(check("flask-shop==1.1"), newest(true, Some("loses orders")));
        assert_eq!(check("flask-shop==2.0"), newest(false, None));
        assert_eq!(check("flask-shop==2.0+ours"), newest(false, None));
        assert_eq!(check("flask-shop==2.1rc1"), newest(false, None));
        assert_eq!(check("flask-shop>=1"), newest(false, None));
        assert_eq!(check("flask-shop<2"), newest(true, None));
        assert_eq!(check("flask-shop"), newest(false, None));
        assert_eq!(check("flask-shop @ https://x.example/a.whl"), None);
    }

    #[test]
    fn another_answer_is_refused() {
        for text in ["", "<html>", "[]", "{}", r#"{"files": 3}"#] {
            assert!(Releases::read("x", text.as_bytes()).is_err(), "{text}");
        }
        let none = Releases::read("x", br#"{"files": []}"#).unwrap();
        assert_eq!(none.newest(), None);
    }
}
