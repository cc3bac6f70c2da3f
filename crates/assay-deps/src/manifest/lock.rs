//! Lock files in TOML: `poetry.lock`, `uv.lock`, `pdm.lock`, `pylock.toml`.
//!
//! They differ in how dependencies are written, and agree on a list of packages with name and version.
//! A file that is broken somewhere is read package by package, so that one fault costs one package.

use assay_source::SourceFile;
use serde::Deserialize;
use toml::{Spanned, Value};

use super::{Format, Found, Reading, range};
use crate::name::normal_name;
use crate::requirement::{self, Group, Origin, Wanted, Written};

#[derive(Deserialize)]
struct Lock {
    #[serde(default, alias = "packages")]
    package: Vec<Spanned<Package>>,
}

#[derive(Deserialize)]
struct Package {
    name: Spanned<String>,
    version: Option<Spanned<String>>,
    #[serde(default)]
    groups: Vec<String>,
    category: Option<String>,
    #[serde(default)]
    optional: bool,
    marker: Option<String>,
    markers: Option<Value>,
    source: Option<Value>,
    vcs: Option<Value>,
    directory: Option<Value>,
    dependencies: Option<Value>,
    #[serde(rename = "optional-dependencies")]
    optional_dependencies: Option<Value>,
    #[serde(rename = "dev-dependencies")]
    dev_dependencies: Option<Value>,
    #[serde(default)]
    files: Length,
    #[serde(default)]
    wheels: Length,
}

/// A list of which only the length counts.
#[derive(Default)]
struct Length(usize);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Array(items) => Self(items.len()),
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Table(_) => Self(0),
        })
    }
}

/// Reads a lock file.
pub(crate) fn read(file: &SourceFile, format: Format, reading: &mut Reading) {
    let mut packages: Vec<(usize, Package)> = Vec::new();
    match toml::from_str::<Lock>(&file.text) {
        Ok(lock) => packages.extend(
            lock.package
                .into_iter()
                .map(|package| (0, package.into_inner())),
        ),
        Err(error) => {
            let mut told = false;
            for (start, chunk) in chunks(&file.text) {
                match toml::from_str::<Lock>(chunk) {
                    Ok(lock) => packages.extend(
                        lock.package
                            .into_iter()
                            .map(|package| (start, package.into_inner())),
                    ),
                    Err(error) => {
                        told = true;
                        fault(file, start, &error, "this package was left out", reading);
                    }
                }
            }
            if !told {
                fault(file, 0, &error, "what could be read was read", reading);
            }
        }
    }
    let roots = roots(format, &packages);
    let mut parents: Vec<(String, String, Option<Group>)> = Vec::new();
    for (_, package) in &packages {
        let parent = normal_name(package.name.get_ref());
        for child in dependencies(package.dependencies.as_ref()) {
            parents.push((child, parent.clone(), None));
        }
        for (group, children) in grouped(package.dev_dependencies.as_ref()) {
            for child in children {
                parents.push((
                    child,
                    parent.clone(),
                    Some(Group::Development(group.clone())),
                ));
            }
        }
        for (_, children) in grouped(package.optional_dependencies.as_ref()) {
            for child in children {
                parents.push((child, parent.clone(), None));
            }
        }
    }
    for (start, package) in packages {
        add(file, start, package, format, &roots, &parents, reading);
    }
}

fn fault(
    file: &SourceFile,
    start: usize,
    error: &toml::de::Error,
    what: &str,
    reading: &mut Reading,
) {
    let span = error.span().unwrap_or(0..0);
    let place = range(start + span.start, start + span.end);
    let message = error.message().trim().replace('\n', ", ");
    reading.problem(file, place, &format!("not valid TOML ({message}); {what}"));
}

/// The packages of a file that does not parse as a whole, each with its offset.
fn chunks(text: &str) -> Vec<(usize, &str)> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_table = line.trim_end() == "[[package]]" || line.trim_end() == "[[packages]]";
        // What follows the packages (`[metadata]`) is a chunk of its own, too.
        let is_other = line.starts_with('[')
            && !line.starts_with("[package.")
            && !line.starts_with("[packages.")
            && !line.starts_with("[[package.")
            && !line.starts_with("[[packages.");
        if is_table || is_other {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| Some((*start, text.get(*start..end)?)))
        .filter(|(_, chunk)| chunk.starts_with("[[package"))
        .collect()
}

/// The project itself, which is a package of `uv.lock`, and what it asks for.
fn roots(format: Format, packages: &[(usize, Package)]) -> Vec<String> {
    if format != Format::UvLock {
        return Vec::new();
    }
    packages
        .iter()
        .filter(|(_, package)| is_project(package))
        .map(|(_, package)| normal_name(package.name.get_ref()))
        .collect()
}

fn is_project(package: &Package) -> bool {
    let source = package.source.as_ref().and_then(Value::as_table);
    source.is_some_and(|source| {
        ["editable", "virtual", "directory"]
            .iter()
            .any(|key| source.contains_key(*key))
    })
}

fn add(
    file: &SourceFile,
    start: usize,
    package: Package,
    format: Format,
    roots: &[String],
    parents: &[(String, String, Option<Group>)],
    reading: &mut Reading,
) {
    let name = package.name.get_ref().clone();
    let normal = normal_name(&name);
    if roots.contains(&normal) {
        return;
    }
    let from = package.name.span();
    let to = package
        .version
        .as_ref()
        .map_or(from.end, |version| version.span().end);
    let place = range(start + from.start.min(to), start + to.max(from.end));
    // The quotes are part of the span.
    let version_range = package.version.as_ref().map(|version| {
        let span = version.span();
        range(start + span.start + 1, (start + span.end).saturating_sub(1))
    });
    let is_elsewhere = package.vcs.is_some()
        || package.directory.is_some()
        || package
            .source
            .as_ref()
            .and_then(Value::as_table)
            .is_some_and(|source| {
                source.contains_key("git")
                    || source.contains_key("path")
                    || matches!(
                        source.get("type").and_then(Value::as_str),
                        Some("git" | "directory" | "file" | "url")
                    )
            });
    let specifier = package
        .version
        .as_ref()
        .map(|version| version.get_ref().clone())
        .unwrap_or_default();
    let wanted = if is_elsewhere {
        Wanted::Elsewhere("a repository or path".to_owned())
    } else {
        requirement::exact(&specifier)
    };
    let marker = package.marker.or_else(|| {
        package
            .markers
            .as_ref()
            .and_then(Value::as_str)
            .map(str::to_owned)
    });
    let mine: Vec<&(String, String, Option<Group>)> = parents
        .iter()
        .filter(|(child, ..)| *child == normal)
        .collect();
    let written = Written {
        name,
        extras: Vec::new(),
        wanted,
        specifier,
        marker,
        version: None,
        fault: None,
    };
    let mut found = Found::of(file, written, place, version_range);
    found.requirement.origin = Origin::Locked;
    found.requirement.hashes = package.files.0 + package.wheels.0;
    found.requirement.group = group(
        format,
        &package.groups,
        package.category.as_deref(),
        package.optional,
    );
    for (_, parent, group) in mine {
        if roots.contains(parent) {
            found.asked_for = true;
            if let Some(group) = group {
                found.requirement.group = group.clone();
            }
        } else {
            found.parents.push(parent.clone());
        }
    }
    reading.found.push(found);
}

fn group(format: Format, groups: &[String], category: Option<&str>, optional: bool) -> Group {
    let named: Vec<Group> = groups
        .iter()
        .map(String::as_str)
        .chain(category)
        .map(Group::named)
        .collect();
    // The least group is the one that matters most: main before optional before development.
    let least = named.into_iter().min();
    match least {
        Some(group) => group,
        None if optional && format == Format::PoetryLock => Group::Optional("optional".to_owned()),
        None => Group::Main,
    }
}

/// The names in a list or table of dependencies, in normal form.
fn dependencies(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Table(table)) => table.keys().map(|name| normal_name(name)).collect(),
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(|item| match item {
                Value::String(text) => requirement::read(text).map(|read| normal_name(&read.name)),
                Value::Table(table) => table.get("name").and_then(Value::as_str).map(normal_name),
                Value::Integer(_)
                | Value::Float(_)
                | Value::Boolean(_)
                | Value::Datetime(_)
                | Value::Array(_) => None,
            })
            .collect(),
        Some(
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_),
        )
        | None => Vec::new(),
    }
}

fn grouped(value: Option<&Value>) -> Vec<(String, Vec<String>)> {
    let Some(Value::Table(table)) = value else {
        return Vec::new();
    };
    table
        .iter()
        .map(|(group, list)| (group.clone(), dependencies(Some(list))))
        .collect()
}
