//! What is wrong with how packages are asked for, apart from advisories.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use assay_source::{FileId, Project, Span};
use pep440_rs::Version;
use serde::Deserialize;

use crate::Date;
use crate::manifest::{Format, Inventory, is_local};
use crate::name::normal_name;
use crate::requirement::{Origin, Requirement, Wanted};

/// A flaw in a manifest.
#[derive(Clone, Debug)]
pub struct Flaw {
    /// What sort.
    pub kind: FlawKind,
    /// Where.
    pub span: Span,
    /// What it is about: a package, an address.
    pub name: String,
    /// The rest of the sentence.
    pub text: String,
}

/// Sorts of flaws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlawKind {
    /// A name that is one letter away from that of a much used package.
    Imitation,
    /// A second index beside the main one: whoever publishes a higher version there wins.
    Confusion,
    /// Packages come over a connection that anybody on the way can change.
    Cleartext,
    /// A requirements file without hashes.
    HashesMissing,
    /// A line of versions that nobody repairs any more.
    EndOfLife,
}

/// The flaws of a project's manifests, in order of place; `today` decides what has ended.
pub fn flaws(project: &Project, inventory: &Inventory, today: Date) -> Vec<Flaw> {
    let mut found = Vec::new();
    for requirement in &inventory.requirements {
        found.extend(imitation(requirement));
        found.extend(end_of_life(requirement, today));
    }
    indexes(inventory, &mut found);
    hashes(project, inventory, &mut found);
    found.sort_by(|one, other| {
        (one.span, one.kind, &one.name).cmp(&(other.span, other.kind, &other.name))
    });
    found
}

fn indexes(inventory: &Inventory, found: &mut Vec<Flaw>) {
    for index in &inventory.indexes {
        let host = host(&index.url);
        if index.url.starts_with("http://") && !is_local(&index.url) {
            found.push(Flaw {
                kind: FlawKind::Cleartext,
                span: index.span,
                name: host.clone(),
                text: "is asked over plain HTTP".to_owned(),
            });
        }
        // The main index named a second time confuses nobody.
        if index.is_extra
            && !matches!(
                host.as_str(),
                "pypi.org" | "pypi.python.org" | "download.pytorch.org"
            )
        {
            found.push(Flaw {
                kind: FlawKind::Confusion,
                span: index.span,
                name: host,
                text: String::new(),
            });
        }
    }
    for (span, address) in &inventory.plain {
        found.push(Flaw {
            kind: FlawKind::Cleartext,
            span: *span,
            name: host(address),
            text: "is asked over plain HTTP".to_owned(),
        });
    }
    for (span, name) in &inventory.trusted_hosts {
        let name = name
            .trim_start_matches("--trusted-host")
            .trim_start_matches(['=', ' ']);
        if !is_local(name) {
            found.push(Flaw {
                kind: FlawKind::Cleartext,
                span: *span,
                name: name.to_owned(),
                text: "is trusted without a certificate".to_owned(),
            });
        }
    }
}

/// The host of an address, without what somebody logs in with.
fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.rsplit('@').next().unwrap_or_default().to_owned()
}

fn hashes(project: &Project, inventory: &Inventory, found: &mut Vec<Flaw>) {
    for manifest in &inventory.manifests {
        if manifest.format != Format::Requirements
            || inventory.requires_hashes.contains(&manifest.file)
        {
            continue;
        }
        let exact: Vec<&Requirement> = of_file(inventory, manifest.file)
            .filter(|requirement| requirement.version().is_some())
            .collect();
        let bare: Vec<&&Requirement> = exact
            .iter()
            .filter(|requirement| requirement.hashes == 0)
            .collect();
        if let (Some(first), true) = (bare.first(), exact.len() > 1) {
            found.push(Flaw {
                kind: FlawKind::HashesMissing,
                span: first.span,
                name: project.file(manifest.file).path.to_string(),
                text: format!(
                    "{} of {} exact versions have no hash",
                    bare.len(),
                    exact.len()
                ),
            });
        }
    }
}

fn of_file(inventory: &Inventory, file: FileId) -> impl Iterator<Item = &Requirement> {
    inventory
        .requirements
        .iter()
        .filter(move |requirement| requirement.span.file == file)
}

fn imitation(requirement: &Requirement) -> Option<Flaw> {
    // What a lock file names was found in an index under this very name, by the manifest's choice.
    if requirement.origin == Origin::Locked || matches!(requirement.wanted, Wanted::Elsewhere(_)) {
        return None;
    }
    let popular = imitated(&requirement.name)?;
    Some(Flaw {
        kind: FlawKind::Imitation,
        span: requirement.span,
        name: requirement.written.clone(),
        text: popular.to_owned(),
    })
}

static POPULAR: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| names(include_str!("../../../advisories/popular.txt")));

/// The same by length, because one edit changes it by no more than one.
static BY_LENGTH: LazyLock<BTreeMap<usize, Vec<&'static str>>> = LazyLock::new(|| {
    let mut by_length: BTreeMap<usize, Vec<&'static str>> = BTreeMap::new();
    for name in POPULAR.iter() {
        by_length.entry(name.len()).or_default().push(name);
    }
    by_length
});

static LOOK_ALIKES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| names(include_str!("../../../advisories/look-alikes.txt")));

fn names(text: &'static str) -> BTreeSet<&'static str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

/// The much used package that a name is one letter away from, if it is no such package itself.
pub fn imitated(name: &str) -> Option<&'static str> {
    let name = normal_name(name);
    if name.len() < 5
        || name.len() > 64
        || POPULAR.contains(name.as_str())
        || LOOK_ALIKES.contains(name.as_str())
    {
        return None;
    }
    // A digit more or less is a version of the same thing far more often than an imitation.
    let without_digits = |text: &str| {
        text.trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    };
    let near = (name.len() - 1)..=(name.len() + 1);
    near.filter_map(|length| BY_LENGTH.get(&length))
        .flatten()
        .filter(|popular| {
            is_one_edit_away(popular, &name) && without_digits(popular) != without_digits(&name)
        })
        .min()
        .copied()
}

fn rest(text: &[u8], from: usize) -> &[u8] {
    text.get(from..).unwrap_or_default()
}

/// True if one letter more, less, other, or two neighbours exchanged make one text of the other.
fn is_one_edit_away(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    match one.len().cmp(&other.len()) {
        std::cmp::Ordering::Greater => rest(one, same + 1) == rest(other, same),
        std::cmp::Ordering::Less => rest(one, same) == rest(other, same + 1),
        std::cmp::Ordering::Equal => {
            let swapped = one.get(same) == other.get(same + 1)
                && one.get(same + 1) == other.get(same)
                && rest(one, same + 2) == rest(other, same + 2);
            one != other && (rest(one, same + 1) == rest(other, same + 1) || swapped)
        }
    }
}

#[derive(Deserialize)]
struct Line {
    package: String,
    before: Version,
    ended: Date,
    follow: Version,
    link: String,
}

fn lines() -> &'static [Line] {
    #[derive(Deserialize)]
    struct File {
        line: Vec<Line>,
    }
    static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
        let file: Result<File, _> =
            toml::from_str(include_str!("../../../advisories/end-of-life.toml"));
        file.map(|file| file.line).unwrap_or_default()
    });
    &LINES
}

fn end_of_life(requirement: &Requirement, today: Date) -> Option<Flaw> {
    let version = requirement.version()?;
    let line = lines()
        .iter()
        .filter(|line| {
            line.package == requirement.name && *version < line.before && line.ended <= today
        })
        .min_by_key(|line| line.ended)?;
    Some(Flaw {
        kind: FlawKind::EndOfLife,
        span: requirement.span,
        name: format!("{} {version}", requirement.written),
        text: format!(
            "no repairs since {}; {} is repaired, see {}",
            line.ended, line.follow, line.link
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_makes_an_imitation() {
        for (name, popular) in [
            ("reqeusts", "requests"),
            ("requets", "requests"),
            ("flask-logn", "flask-login"),
            ("sqlalchamy", "sqlalchemy"),
        ] {
            assert_eq!(imitated(name), Some(popular), "{name}");
        }
        for name in ["requests", "jinja2", "boto", "flask", "our-shop", "psycopg"] {
            assert_eq!(imitated(name), None, "{name}");
        }
    }

    #[test]
    fn lists_are_in_normal_form() {
        assert!(lines().len() >= 2, "the data can be read");
        for name in POPULAR.iter().chain(LOOK_ALIKES.iter()) {
            assert_eq!(*name, normal_name(name));
        }
    }
}
