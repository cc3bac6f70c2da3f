//! `Pipfile` and `Pipfile.lock` of Pipenv.

use std::collections::BTreeMap;

use assay_source::SourceFile;
use serde::Deserialize;
use serde_json::Value as Json;
use toml::{Spanned, Value};

use super::pyproject::table;
use super::{Found, IndexUse, Reading, range};
use crate::requirement::{self, Group, Origin, Wanted};

/// Reads a `Pipfile`.
pub(crate) fn read(file: &SourceFile, reading: &mut Reading) {
    let document: BTreeMap<String, Spanned<Value>> = match toml::from_str(&file.text) {
        Ok(document) => document,
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let message = format!(
                "not valid TOML ({}), so no requirement of it was read",
                error.message().trim()
            );
            reading.problem(file, range(span.start, span.end), &message);
            return;
        }
    };
    for section in document.keys() {
        if matches!(
            section.as_str(),
            "source" | "requires" | "scripts" | "pipenv" | "build-system"
        ) {
            continue;
        }
        if let Ok(Section(entries)) = section_of(&file.text, section) {
            let group = match section.as_str() {
                "packages" => Group::Main,
                "dev-packages" => Group::Development("dev".to_owned()),
                name => Group::named(name),
            };
            table(file, &entries, &group, reading);
        }
    }
    if let Ok(Sources { source }) = toml::from_str(&file.text) {
        for Source { url } in source {
            if let Some(url) = url {
                reading.indexes.push(IndexUse {
                    span: file.span(range(url.span().start, url.span().end)),
                    url: url.get_ref().clone(),
                    // Pipenv takes a package from the first source unless it names another.
                    is_extra: false,
                });
            }
        }
    }
}

struct Section(BTreeMap<Spanned<String>, Spanned<Value>>);

#[derive(Deserialize)]
struct Sources {
    #[serde(default)]
    source: Vec<Source>,
}

#[derive(Deserialize)]
struct Source {
    url: Option<Spanned<String>>,
}

fn section_of(text: &str, name: &str) -> Result<Section, toml::de::Error> {
    let mut all: BTreeMap<String, AnySection> = toml::from_str(text)?;
    Ok(Section(match all.remove(name) {
        Some(AnySection(entries)) => entries,
        None => BTreeMap::new(),
    }))
}

/// A table with places, or nothing if the section is something else.
struct AnySection(BTreeMap<Spanned<String>, Spanned<Value>>);

impl<'de> Deserialize<'de> for AnySection {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = AnySection;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("anything")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<AnySection, A::Error> {
                Deserialize::deserialize(serde::de::value::MapAccessDeserializer::new(map))
                    .map(AnySection)
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut list: A,
            ) -> Result<AnySection, A::Error> {
                while list.next_element::<serde::de::IgnoredAny>()?.is_some() {}
                Ok(AnySection(BTreeMap::new()))
            }

            fn visit_str<E>(self, _: &str) -> Result<AnySection, E> {
                Ok(AnySection(BTreeMap::new()))
            }

            fn visit_bool<E>(self, _: bool) -> Result<AnySection, E> {
                Ok(AnySection(BTreeMap::new()))
            }

            fn visit_i64<E>(self, _: i64) -> Result<AnySection, E> {
                Ok(AnySection(BTreeMap::new()))
            }

            fn visit_f64<E>(self, _: f64) -> Result<AnySection, E> {
                Ok(AnySection(BTreeMap::new()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Reads a `Pipfile.lock`.
pub(crate) fn read_lock(file: &SourceFile, reading: &mut Reading) {
    let document: Json = match serde_json::from_str(&file.text) {
        Ok(document) => document,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(1);
            let at = file
                .lines
                .range(line)
                .map_or(0, |range| range.start as usize);
            let message = format!(
                "not valid JSON ({error}); only packages whose name and version stand on lines of their own were read"
            );
            reading.problem(file, range(at, at), &message);
            return salvage(file, reading);
        }
    };
    for (section, packages) in document.as_object().into_iter().flatten() {
        let group = match section.as_str() {
            "_meta" => continue,
            "default" => Group::Main,
            "develop" => Group::Development("develop".to_owned()),
            other => Group::named(other),
        };
        for (name, package) in packages.as_object().into_iter().flatten() {
            let text = |key: &str| package.get(key).and_then(Json::as_str);
            let version = text("version").unwrap_or_default();
            let hashes = package
                .get("hashes")
                .and_then(Json::as_array)
                .map_or(0, Vec::len);
            let elsewhere = ["git", "path", "file"].into_iter().find_map(text);
            add(file, name, version, elsewhere, &group, hashes, reading);
            if let (Some(marker), Some(found)) = (text("markers"), reading.found.last_mut()) {
                found.requirement.marker = Some(marker.to_owned());
            }
        }
    }
}

fn add(
    file: &SourceFile,
    name: &str,
    version: &str,
    elsewhere: Option<&str>,
    group: &Group,
    hashes: usize,
    reading: &mut Reading,
) {
    let Some(mut written) = requirement::read(&format!("{name}{version}")) else {
        return;
    };
    if let Some(place) = elsewhere {
        written.wanted = Wanted::Elsewhere(place.to_owned());
    }
    let (place, version_range) = places(file, name, version, reading);
    let mut found = Found::of(file, written, place, version_range);
    found.requirement.group = group.clone();
    found.requirement.origin = Origin::Locked;
    found.requirement.hashes = hashes;
    reading.found.push(found);
}

/// Where `"name": { … "version": "==1.2"` stands: behind what was found before, if it is there.
fn places(
    file: &SourceFile,
    name: &str,
    version: &str,
    reading: &Reading,
) -> (assay_source::Range, Option<assay_source::Range>) {
    let key = format!("\"{name}\"");
    let used = |at: usize| {
        reading
            .found
            .iter()
            .any(|found| found.requirement.span.range.start as usize == at)
    };
    let found = file
        .text
        .match_indices(&key)
        .filter(|(at, _)| {
            let rest = file
                .text
                .get(at + key.len()..)
                .unwrap_or_default()
                .trim_start();
            rest.strip_prefix(':')
                .is_some_and(|rest| rest.trim_start().starts_with('{'))
        })
        .map(|(at, _)| at)
        .find(|at| !used(*at));
    let Some(at) = found else {
        return (range(0, 0), None);
    };
    let number = version.trim_start_matches('=');
    let version = file
        .text
        .get(at..)
        .and_then(|rest| rest.find(&format!("\"{version}\"")))
        .filter(|_| !version.is_empty())
        .map(|offset| at + offset + 1 + version.len() - number.len())
        .map(|start| range(start, start + number.len()));
    (range(at, at + key.len()), version)
}

/// Of a file that ends early or is broken: every package whose name and version stand on lines of their own.
fn salvage(file: &SourceFile, reading: &mut Reading) {
    let mut name = None;
    let mut group = Group::Main;
    for line in file.text.lines() {
        let line = line.trim();
        let key = line
            .strip_prefix('"')
            .and_then(|line| line.split_once("\": "));
        match key {
            Some(("default", rest)) if rest.starts_with('{') => group = Group::Main,
            Some(("develop", rest)) if rest.starts_with('{') => {
                group = Group::Development("develop".to_owned());
            }
            Some((key, "{")) => name = Some(key.to_owned()),
            Some(("version", value)) => {
                let version = value.trim_matches(['"', ',', ' ']);
                if let Some(name) = name.take().filter(|_| version.starts_with("==")) {
                    add(file, &name, version, None, &group, 0, reading);
                }
            }
            Some(_) | None => {}
        }
    }
}
