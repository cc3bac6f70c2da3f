//! Software bills of materials: what a project consists of, for other tools.
//!
//! [`cyclonedx`] is `CycloneDX` 1.6 with a VEX statement for each advisory, which says whether the application
//! reaches it and how we know; [`spdx`] is SPDX 2.3.
//! Neither carries a clock or a random number that it was not given: the same project gives the same bytes.

mod cyclonedx;
mod spdx;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::requirement::{Origin, Requirement, Wanted};
use crate::{Evidence, Inventory, Vulnerable};

pub use cyclonedx::cyclonedx;
pub use spdx::spdx;

/// What a bill is made of.
#[derive(Clone, Copy)]
pub struct Content<'a> {
    /// The name of the application.
    pub name: &'a str,
    /// The version of this program.
    pub tool_version: &'a str,
    /// When it is made, as in `2026-11-22T00:00:00Z`.
    pub timestamp: &'a str,
    /// The packages.
    pub inventory: &'a Inventory,
    /// Those with advisories.
    pub vulnerable: &'a [Vulnerable],
    /// What the application does with them, by package.
    pub evidence: &'a BTreeMap<String, Evidence>,
    /// Where the files of the inventory are, for the places of components.
    pub path_of: &'a dyn Fn(&Requirement) -> String,
}

/// A component: a package in one version, from all places that name it.
struct Component<'a> {
    reference: String,
    purl: String,
    name: &'a str,
    version: Option<String>,
    is_development: bool,
    requirements: Vec<&'a Requirement>,
}

/// The components, in order of their references. A manifest that only names a range gives way to a lock file.
fn components<'a>(content: &Content<'a>) -> Vec<Component<'a>> {
    let all = &content.inventory.requirements;
    let exact: BTreeSet<&str> = all
        .iter()
        .filter(|requirement| version(requirement).is_some())
        .map(|requirement| requirement.name.as_str())
        .collect();
    let mut found: BTreeMap<String, Component<'a>> = BTreeMap::new();
    for requirement in all {
        let version = version(requirement);
        if requirement.origin == Origin::Constraint
            || (version.is_none() && exact.contains(requirement.name.as_str()))
        {
            continue;
        }
        let purl = match &version {
            Some(version) => format!("pkg:pypi/{}@{}", requirement.name, encoded(version)),
            None => format!("pkg:pypi/{}", requirement.name),
        };
        let component = found.entry(purl.clone()).or_insert_with(|| Component {
            reference: purl.clone(),
            purl,
            name: &requirement.name,
            version,
            is_development: true,
            requirements: Vec::new(),
        });
        component.is_development &= requirement.group.is_development();
        component.requirements.push(requirement);
    }
    found.into_values().collect()
}

fn version(requirement: &Requirement) -> Option<String> {
    match &requirement.wanted {
        Wanted::Exact(version) => Some(version.to_string()),
        Wanted::Legacy(text) => Some(text.clone()),
        Wanted::Any | Wanted::Range(_) | Wanted::Elsewhere(_) | Wanted::Unknown => None,
    }
}

/// What may not stand in a package address is written in per cent.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

/// For each component, those that it brings: the last member of a chain is the nearest.
fn edges(components: &[Component<'_>]) -> (BTreeMap<String, BTreeSet<String>>, BTreeSet<String>) {
    let by_name: BTreeMap<&str, &str> = components
        .iter()
        .map(|component| (component.name, component.reference.as_str()))
        .collect();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut direct = BTreeSet::new();
    for component in components {
        for requirement in &component.requirements {
            match requirement
                .via
                .last()
                .and_then(|parent| by_name.get(parent.as_str()))
            {
                Some(parent) => {
                    edges
                        .entry((*parent).to_owned())
                        .or_default()
                        .insert(component.reference.clone());
                }
                None => {
                    direct.insert(component.reference.clone());
                }
            }
        }
    }
    (edges, direct)
}

/// A number in the form of a UUID that follows from the content.
fn serial(content: &Content<'_>, components: &[Component<'_>]) -> String {
    let mut hasher = Sha256::new();
    for part in [content.name, content.timestamp]
        .into_iter()
        .chain(components.iter().map(|component| component.purl.as_str()))
    {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize();
    let mut hex = String::new();
    for byte in digest.iter().take(16) {
        hex += &format!("{byte:02x}");
    }
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    // Version 8 of a UUID is for those who make their own.
    format!(
        "{}-{}-8{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}
