//! Which of the packages are known to be vulnerable, and what to upgrade to.

use std::collections::BTreeMap;
use std::str::FromStr;

use pep440_rs::{Operator, Version, VersionSpecifiers};
use serde::Serialize;

use crate::advisory::{Advisory, Affected, Database};
use crate::manifest::Inventory;
use crate::requirement::{Origin, Requirement, Wanted};

/// What the advisories say of a project.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// Packages with advisories, in order of place.
    pub vulnerable: Vec<Vulnerable>,
    /// How many requirements have an exact version, which was judged.
    pub judged: usize,
    /// How many have none, so that nothing sure can be said.
    pub open: usize,
    /// How many come from elsewhere than an index.
    pub elsewhere: usize,
}

/// A requirement for which there are advisories.
#[derive(Clone, Debug)]
pub struct Vulnerable {
    /// The requirement.
    pub requirement: Requirement,
    /// How sure it is that a vulnerable version is used.
    pub certainty: Certainty,
    /// The advisories, the worst first.
    pub advisories: Vec<Advisory>,
    /// What to upgrade to.
    pub upgrade: Upgrade,
}

/// How sure it is that a vulnerable version is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The version is fixed, and vulnerable.
    Exact,
    /// The newest version that the range admits is vulnerable.
    Newest,
    /// Some version that the range admits is vulnerable.
    Admitted,
}

/// The smallest step that clears every advisory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upgrade {
    /// This version.
    To {
        /// The version.
        version: Version,
        /// True if the first number of the version changes.
        crosses_major: bool,
    },
    /// A version above this one, if there is any.
    Above(Version),
    /// No version without advisories is known.
    Unknown,
}

/// Looks up every requirement that is not for building only.
pub fn audit(inventory: &Inventory, database: &Database) -> Audit {
    audit_of(inventory.requirements.iter(), database, |requirement| {
        inventory.is_locked(requirement)
    })
}

/// Looks up these requirements; one that `is_locked` says is fixed elsewhere is judged there.
pub fn audit_of<'a>(
    requirements: impl IntoIterator<Item = &'a Requirement>,
    database: &Database,
    is_locked: impl Fn(&Requirement) -> bool,
) -> Audit {
    let mut audit = Audit::default();
    let mut known: BTreeMap<&str, Vec<Advisory>> = BTreeMap::new();
    for requirement in requirements {
        let advisories = known
            .entry(&requirement.name)
            .or_insert_with(|| database.of_package(&requirement.name));
        match &requirement.wanted {
            Wanted::Exact(_) | Wanted::Legacy(_) => audit.judged += 1,
            Wanted::Any | Wanted::Range(_) | Wanted::Unknown => audit.open += 1,
            Wanted::Elsewhere(_) => audit.elsewhere += 1,
        }
        if let Some(vulnerable) = judge(requirement, advisories, &is_locked) {
            audit.vulnerable.push(vulnerable);
        }
    }
    audit
}

fn judge(
    requirement: &Requirement,
    all: &[Advisory],
    is_locked: &impl Fn(&Requirement) -> bool,
) -> Option<Vulnerable> {
    if all.is_empty() {
        return None;
    }
    let found = |certainty, advisories: Vec<&Advisory>, upgrade| {
        let mut advisories: Vec<Advisory> = advisories.into_iter().cloned().collect();
        advisories.sort_by_cached_key(|advisory| {
            (std::cmp::Reverse(weight(advisory)), advisory.id.clone())
        });
        (!advisories.is_empty()).then(|| Vulnerable {
            requirement: requirement.clone(),
            certainty,
            advisories,
            upgrade,
        })
    };
    match &requirement.wanted {
        Wanted::Exact(version) => {
            let affecting: Vec<&Advisory> = all
                .iter()
                .filter(|advisory| advisory.affects(version))
                .collect();
            found(Certainty::Exact, affecting, upgrade(version, all))
        }
        Wanted::Legacy(text) => {
            let affecting = all.iter().filter(|advisory| advisory.lists(text)).collect();
            found(Certainty::Exact, affecting, Upgrade::Unknown)
        }
        // A constraint alone installs nothing.
        _ if requirement.origin == Origin::Constraint || is_locked(requirement) => None,
        Wanted::Range(specifiers) => {
            let bounds = Bounds::of(specifiers);
            let newest: Vec<&Advisory> = all
                .iter()
                .filter(|advisory| bounds.ends_in(advisory))
                .collect();
            if let (false, Some((cap, _))) = (newest.is_empty(), &bounds.high) {
                let upgrade = smallest(cap, all);
                return found(Certainty::Newest, newest, upgrade);
            }
            let admitted: Vec<&Advisory> = all
                .iter()
                .filter(|advisory| admits(specifiers, advisory))
                .collect();
            let low = bounds.low.unwrap_or_else(|| Version::new([0]));
            found(Certainty::Admitted, admitted, upgrade(&low, all))
        }
        Wanted::Any => {
            let zero = Version::new([0]);
            found(
                Certainty::Admitted,
                all.iter().collect(),
                upgrade(&zero, all),
            )
        }
        Wanted::Elsewhere(_) | Wanted::Unknown => None,
    }
}

/// The score of an advisory in tenths, for order.
fn weight(advisory: &Advisory) -> u64 {
    let Some(rating) = advisory.rating() else {
        return 0;
    };
    let of_level = [0, 20, 50, 75, 95]
        .get(rating.level as usize)
        .copied()
        .unwrap_or(0);
    rating.score.map_or(of_level, |score| {
        // A score lies between 0 and 10.
        (0..=100_u64)
            .rev()
            .find(|tenth| f64::from(u8::try_from(*tenth).unwrap_or(0)) <= score * 10.0 + 0.01)
            .unwrap_or(0)
    })
}

/// The smallest version from `version` on that no advisory is about.
pub fn upgrade(version: &Version, all: &[Advisory]) -> Upgrade {
    if all.iter().all(|advisory| !advisory.affects(version)) {
        return Upgrade::To {
            version: version.clone(),
            crosses_major: false,
        };
    }
    smallest(version, all)
}

/// The release that a pre-release led to: nobody is told to move to a beta.
fn finished(version: Version) -> Version {
    if version.any_prerelease() {
        Version::new(version.release()).with_epoch(version.epoch())
    } else {
        version
    }
}

fn smallest(version: &Version, all: &[Advisory]) -> Upgrade {
    let mut fixed: Vec<Version> = all
        .iter()
        .flat_map(Advisory::fixed)
        .map(finished)
        .filter(|fixed| fixed >= version)
        .collect();
    fixed.sort_unstable();
    fixed.dedup();
    // Some packages have hundreds of advisories, so that each is taken apart only once.
    let affected: Vec<Affected> = all.iter().map(Advisory::affected).collect();
    let clear = fixed
        .into_iter()
        .find(|fixed| affected.iter().all(|affected| !affected.contains(fixed)));
    if let Some(clear) = clear {
        let crosses_major = clear.epoch() != version.epoch()
            || clear.release().first().unwrap_or(&0) != version.release().first().unwrap_or(&0);
        return Upgrade::To {
            version: clear,
            crosses_major,
        };
    }
    let mut last = None;
    for advisory in all {
        for span in advisory.spans() {
            match span.end {
                crate::advisory::End::Open => return Upgrade::Unknown,
                crate::advisory::End::Last(version) | crate::advisory::End::Fixed(version) => {
                    last = last.max(Some(version));
                }
            }
        }
    }
    last.map_or(Upgrade::Unknown, Upgrade::Above)
}

/// The lowest and highest version that a range admits, as far as its parts say so.
struct Bounds {
    low: Option<Version>,
    /// The upper end, and whether it is admitted itself.
    high: Option<(Version, bool)>,
}

impl Bounds {
    fn of(specifiers: &VersionSpecifiers) -> Self {
        let mut bounds = Self {
            low: None,
            high: None,
        };
        for specifier in specifiers.iter() {
            let version = specifier.version();
            let prefix = |length: usize| {
                let (last, rest) = version.release().get(..length)?.split_last()?;
                Some(Version::new(
                    rest.iter().copied().chain([last.checked_add(1)?]),
                ))
            };
            match specifier.operator() {
                Operator::LessThan => bounds.cap(version.clone(), false),
                Operator::LessThanEqual | Operator::Equal | Operator::ExactEqual => {
                    bounds.cap(version.clone(), true);
                }
                Operator::EqualStar => {
                    bounds.raise(version);
                    if let Some(next) = prefix(version.release().len()) {
                        bounds.cap(next, false);
                    }
                }
                Operator::TildeEqual => {
                    bounds.raise(version);
                    if let Some(next) = prefix(version.release().len().saturating_sub(1)) {
                        bounds.cap(next, false);
                    }
                }
                Operator::GreaterThan | Operator::GreaterThanEqual => bounds.raise(version),
                Operator::NotEqual | Operator::NotEqualStar => {}
            }
        }
        bounds
    }

    fn cap(&mut self, version: Version, is_admitted: bool) {
        let is_lower = self.high.as_ref().is_none_or(|(known, _)| version < *known);
        if is_lower {
            self.high = Some((version, is_admitted));
        }
    }

    fn raise(&mut self, version: &Version) {
        if self.low.as_ref().is_none_or(|known| known < version) {
            self.low = Some(version.clone());
        }
    }

    /// True if the highest versions that the range admits are affected, whichever of them exist.
    fn ends_in(&self, advisory: &Advisory) -> bool {
        let Some((high, is_admitted)) = &self.high else {
            return false;
        };
        if *is_admitted {
            return advisory.affects(high);
        }
        // `<2.0` leaves out what leads to 2.0, so that a repair in 2.0rc1 comes too late as well.
        let edge = if high.any_prerelease() {
            high.clone()
        } else {
            Version::from_str(&format!("{high}.dev0")).unwrap_or_else(|_| high.clone())
        };
        advisory.spans().any(|span| {
            let begins = span.introduced.as_ref().is_none_or(|low| {
                *low < edge && self.low.as_ref().is_none_or(|wanted| low <= wanted)
            });
            let lasts = match &span.end {
                crate::advisory::End::Open => true,
                crate::advisory::End::Fixed(fixed) => *fixed >= edge,
                crate::advisory::End::Last(last) => *last >= edge,
            };
            begins && lasts
        })
    }
}

/// True if some version that we know of is both admitted and affected.
fn admits(specifiers: &VersionSpecifiers, advisory: &Advisory) -> bool {
    let low = specifiers
        .iter()
        .filter(|specifier| {
            matches!(
                specifier.operator(),
                Operator::GreaterThanEqual | Operator::TildeEqual | Operator::EqualStar
            )
        })
        .map(|specifier| specifier.version().clone());
    let bounds = advisory.spans().flat_map(|span| {
        let last = match span.end {
            crate::advisory::End::Last(last) => Some(last),
            crate::advisory::End::Open | crate::advisory::End::Fixed(_) => None,
        };
        span.introduced.into_iter().chain(last)
    });
    let listed = advisory
        .versions
        .iter()
        .filter_map(|text| Version::from_str(text).ok());
    let mut candidates = low.chain(bounds).chain(listed);
    let has_low = specifiers.iter().any(|specifier| {
        matches!(
            specifier.operator(),
            Operator::GreaterThanEqual
                | Operator::GreaterThan
                | Operator::TildeEqual
                | Operator::EqualStar
                | Operator::Equal
        )
    });
    // Without a lower end, the first affected version is admitted, whichever that is.
    let from_beginning = !has_low && advisory.spans().any(|span| span.introduced.is_none());
    from_beginning
        || candidates.any(|version| specifiers.contains(&version) && advisory.affects(&version))
}

#[cfg(test)]
mod tests {
    use assay_source::Project;

    use super::*;

    fn check(line: &str) -> Vec<(Certainty, usize, Upgrade)> {
        let project = Project::from_texts([("requirements.txt", line)]);
        let audit = audit(&Inventory::read(&project), Database::embedded());
        audit
            .vulnerable
            .into_iter()
            .map(|found| (found.certainty, found.advisories.len(), found.upgrade))
            .collect()
    }

    #[test]
    fn nobody_is_told_to_move_to_a_pre_release() {
        let found = check("SQLAlchemy==1.2.0\n");
        let Upgrade::To { version, .. } = &found[0].2 else {
            panic!("{found:?}")
        };
        assert_eq!(version.to_string(), "1.3.0");
    }

    #[test]
    fn an_exact_version_is_judged_for_certain() {
        let found = check("PyYAML==5.3\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, Certainty::Exact);
        let Upgrade::To {
            version,
            crosses_major,
        } = &found[0].2
        else {
            panic!("{found:?}")
        };
        assert_eq!(
            (version.to_string().as_str(), *crosses_major),
            ("5.4", false)
        );
        assert_eq!(check("PyYAML==6.0.2\n"), []);
    }

    #[test]
    fn a_range_is_judged_by_its_newest_version() {
        assert_eq!(check("PyYAML<5.4\n")[0].0, Certainty::Newest);
        assert_eq!(check("PyYAML>=5.3\n")[0].0, Certainty::Admitted);
        assert_eq!(check("PyYAML>=5.4\n"), []);
        assert_eq!(check("PyYAML\n")[0].0, Certainty::Admitted);
    }

    #[test]
    fn what_a_lock_file_fixes_is_judged_there() {
        let lock = "[[package]]\nname = \"pyyaml\"\nversion = \"6.0.2\"\n";
        let project = Project::from_texts([
            ("poetry.lock", lock),
            ("pyproject.toml", "[project]\ndependencies = [\"pyyaml\"]\n"),
        ]);
        let audit = audit(&Inventory::read(&project), Database::embedded());
        assert!(audit.vulnerable.is_empty());
        assert_eq!((audit.judged, audit.open), (1, 1));
    }
}
