//! An installed environment: the `METADATA` of each `*.dist-info`, as pip leaves it.
//!
//! Whoever calls reads the files; nothing of the environment is run or imported.

use std::collections::BTreeMap;

use assay_source::{FileId, Range, Span};

use crate::name::normal_name;
use crate::requirement::{self, Group, Origin, Requirement};

/// An installed package.
#[derive(Clone, Debug)]
pub struct Installed {
    /// The name as its metadata writes it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it asks for, in normal form, without what only extras need.
    pub requires: Vec<String>,
    /// The names that one imports from it, from `top_level.txt` if it has one.
    pub imports: Vec<String>,
}

/// Reads the headers of a `METADATA` file; `None` if it names no package.
pub fn metadata(text: &str) -> Option<Installed> {
    let mut package = Installed {
        name: String::new(),
        version: String::new(),
        requires: Vec::new(),
        imports: Vec::new(),
    };
    for line in text.lines() {
        if line.is_empty() {
            break;
        }
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        match key.to_ascii_lowercase().as_str() {
            "name" => value.clone_into(&mut package.name),
            "version" => value.clone_into(&mut package.version),
            "requires-dist" => {
                if let Some(read) = requirement::read(value)
                    && !read.marker.is_some_and(|marker| marker.contains("extra"))
                {
                    package.requires.push(normal_name(&read.name));
                }
            }
            _ => {}
        }
    }
    crate::name::is_name(&package.name).then_some(package)
}

/// Installed packages as requirements, which stand in no file of the project.
pub fn requirements(packages: &[Installed]) -> Vec<Requirement> {
    let mut parents: BTreeMap<String, String> = BTreeMap::new();
    for package in packages {
        for child in &package.requires {
            parents
                .entry(child.clone())
                .or_insert_with(|| normal_name(&package.name));
        }
    }
    let mut found: Vec<Requirement> = packages
        .iter()
        .map(|package| {
            let name = normal_name(&package.name);
            Requirement {
                via: chain(&name, &parents),
                name,
                written: package.name.clone(),
                extras: Vec::new(),
                wanted: requirement::exact(&package.version),
                specifier: package.version.clone(),
                marker: None,
                group: Group::Main,
                span: Span {
                    file: FileId(u32::MAX),
                    range: Range::new(0, 0),
                },
                version_range: None,
                hashes: 0,
                origin: Origin::Installed,
            }
        })
        .collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn chain(name: &str, parents: &BTreeMap<String, String>) -> Vec<String> {
    let mut chain = Vec::new();
    let mut at = name;
    while let Some(parent) = parents.get(at) {
        if chain.contains(parent) || parent == name || chain.len() >= crate::limits::CHAIN {
            break;
        }
        chain.push(parent.clone());
        at = parent;
    }
    chain.reverse();
    chain
}
