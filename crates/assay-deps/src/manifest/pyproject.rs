//! `pyproject.toml`: the project table (PEP 621), dependency groups (PEP 735), build requirements,
//! and the tables of Poetry, PDM, Hatch and uv.

use assay_source::SourceFile;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Spanned, Value};

use super::{Found, IndexUse, Reading, range};
use crate::requirement::{self, Group, Origin, Wanted, Written};

type Groups = BTreeMap<String, Vec<Spanned<Value>>>;

#[derive(Deserialize)]
struct Document {
    project: Option<ProjectTable>,
    #[serde(default, rename = "dependency-groups")]
    groups: Groups,
    #[serde(rename = "build-system")]
    build: Option<BuildSystem>,
    tool: Option<Tools>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct ProjectTable {
    #[serde(default)]
    dependencies: Vec<Spanned<Value>>,
    #[serde(default)]
    optional_dependencies: Groups,
}

#[derive(Deserialize)]
struct BuildSystem {
    #[serde(default)]
    requires: Vec<Spanned<Value>>,
}

#[derive(Deserialize)]
struct Tools {
    poetry: Option<Poetry>,
    pdm: Option<Pdm>,
    hatch: Option<Hatch>,
    uv: Option<Uv>,
}

type Table = BTreeMap<Spanned<String>, Spanned<Value>>;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Poetry {
    #[serde(default)]
    dependencies: Table,
    #[serde(default)]
    dev_dependencies: Table,
    #[serde(default)]
    group: BTreeMap<String, PoetryGroup>,
    #[serde(default)]
    source: Vec<Source>,
}

#[derive(Deserialize)]
struct PoetryGroup {
    #[serde(default)]
    dependencies: Table,
}

#[derive(Deserialize)]
struct Source {
    url: Option<Spanned<String>>,
    priority: Option<String>,
    #[serde(default)]
    secondary: bool,
    #[serde(default)]
    default: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Pdm {
    #[serde(default)]
    dev_dependencies: Groups,
    #[serde(default)]
    source: Vec<Source>,
}

#[derive(Deserialize)]
struct Hatch {
    #[serde(default)]
    envs: BTreeMap<String, HatchEnvironment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct HatchEnvironment {
    #[serde(default)]
    dependencies: Vec<Spanned<Value>>,
    #[serde(default)]
    extra_dependencies: Vec<Spanned<Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Uv {
    #[serde(default)]
    dev_dependencies: Vec<Spanned<Value>>,
    #[serde(default)]
    constraint_dependencies: Vec<Spanned<Value>>,
    #[serde(default)]
    extra_index_url: Vec<Spanned<String>>,
    index_url: Option<Spanned<String>>,
}

/// Reads a `pyproject.toml`.
pub(crate) fn read(file: &SourceFile, reading: &mut Reading) {
    let document: Document = match toml::from_str(&file.text) {
        Ok(document) => document,
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let message = error.message().trim().replace('\n', ", ");
            let message = format!(
                "not the TOML that packaging expects ({message}), so no requirement of it was read"
            );
            reading.problem(file, range(span.start, span.end), &message);
            return;
        }
    };
    if let Some(project) = &document.project {
        list(file, &project.dependencies, &Group::Main, reading);
        for (name, items) in &project.optional_dependencies {
            list(file, items, &Group::named(name), reading);
        }
    }
    for (name, items) in &document.groups {
        let group = match Group::named(name) {
            // A dependency group is never installed with the package itself.
            Group::Main | Group::Optional(_) | Group::Build => Group::Development(name.clone()),
            group @ Group::Development(_) => group,
        };
        list(file, items, &group, reading);
    }
    if let Some(build) = &document.build {
        list(file, &build.requires, &Group::Build, reading);
    }
    if let Some(tools) = document.tool {
        self::tools(file, tools, reading);
    }
}

fn tools(file: &SourceFile, tools: Tools, reading: &mut Reading) {
    if let Some(poetry) = tools.poetry {
        table(file, &poetry.dependencies, &Group::Main, reading);
        let dev = Group::Development("dev".to_owned());
        table(file, &poetry.dev_dependencies, &dev, reading);
        for (name, group) in &poetry.group {
            table(file, &group.dependencies, &Group::named(name), reading);
        }
        sources(file, &poetry.source, reading);
    }
    if let Some(pdm) = tools.pdm {
        for (name, items) in &pdm.dev_dependencies {
            list(file, items, &Group::Development(name.clone()), reading);
        }
        sources(file, &pdm.source, reading);
    }
    if let Some(hatch) = tools.hatch {
        for (name, environment) in &hatch.envs {
            let group = Group::Development(name.clone());
            list(file, &environment.dependencies, &group, reading);
            list(file, &environment.extra_dependencies, &group, reading);
        }
    }
    if let Some(uv) = tools.uv {
        let dev = Group::Development("dev".to_owned());
        list(file, &uv.dev_dependencies, &dev, reading);
        let before = reading.found.len();
        list(file, &uv.constraint_dependencies, &Group::Main, reading);
        for found in reading.found.iter_mut().skip(before) {
            found.requirement.origin = Origin::Constraint;
        }
        let extra = uv.extra_index_url.iter().map(|url| (url, true));
        for (url, is_extra) in extra.chain(uv.index_url.iter().map(|url| (url, false))) {
            reading.indexes.push(index(file, url, is_extra));
        }
    }
}

fn index(file: &SourceFile, url: &Spanned<String>, is_extra: bool) -> IndexUse {
    IndexUse {
        span: file.span(range(url.span().start, url.span().end)),
        url: url.get_ref().clone(),
        is_extra,
    }
}

fn sources(file: &SourceFile, sources: &[Source], reading: &mut Reading) {
    for source in sources {
        let Some(url) = &source.url else { continue };
        let priority = source.priority.as_deref();
        // `explicit` sources serve only packages that name them, so nothing is confused.
        let is_extra = !source.default
            && (source.secondary || matches!(priority, Some("secondary" | "supplemental")));
        reading.indexes.push(index(file, url, is_extra));
    }
}

/// A list of requirements as PEP 508 writes them.
fn list(file: &SourceFile, items: &[Spanned<Value>], group: &Group, reading: &mut Reading) {
    for item in items {
        let Value::String(text) = item.get_ref() else {
            // `{include-group = "test"}`: the group is read where it stands.
            continue;
        };
        let span = item.span();
        let raw = file.text.get(span.clone()).unwrap_or_default();
        match raw.find(text.as_str()) {
            Some(quote) => {
                reading.add(file, text, span.start + quote, group.clone());
            }
            // Escapes: the places inside are not known, those of the whole are.
            None => {
                if let Some(written) = requirement::read(text) {
                    let mut found = Found::of(file, written, range(span.start, span.end), None);
                    found.requirement.group = group.clone();
                    reading.found.push(found);
                }
            }
        }
    }
}

/// A table of requirements as Poetry and Pipenv write them.
pub(super) fn table(file: &SourceFile, table: &Table, group: &Group, reading: &mut Reading) {
    for (name, value) in table {
        if name.get_ref() == "python" {
            continue;
        }
        let alternatives: Vec<&Value> = match value.get_ref() {
            Value::Array(items) => items.iter().collect(),
            value => vec![value],
        };
        for alternative in alternatives {
            let written = entry(name.get_ref(), alternative);
            let (from, to) = (name.span().start, value.span().end);
            let version = matches!(written.wanted, Wanted::Exact(_))
                .then(|| exact_bytes(file, value.span(), &written.specifier))
                .flatten();
            let mut found = Found::of(file, written, range(from, to.max(from)), version);
            found.requirement.group = group.clone();
            reading.found.push(found);
        }
    }
}

fn exact_bytes(
    file: &SourceFile,
    span: std::ops::Range<usize>,
    specifier: &str,
) -> Option<assay_source::Range> {
    let version = specifier.trim_start_matches(['=', ' ']);
    let at = file.text.get(span.clone())?.find(version)?;
    Some(range(span.start + at, span.start + at + version.len()))
}

fn entry(name: &str, value: &Value) -> Written {
    let (specifier, extras, marker, elsewhere) = match value {
        Value::String(text) => (text.clone(), Vec::new(), None, None),
        Value::Table(table) => {
            let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
            let extras = table.get("extras").and_then(Value::as_array);
            let extras = extras.into_iter().flatten().filter_map(Value::as_str);
            let elsewhere = ["git", "path", "url", "file", "hg", "svn"]
                .into_iter()
                .find_map(text);
            let marker =
                text("markers").or_else(|| text("python").map(|range| format!("python {range}")));
            (
                text("version").unwrap_or_default(),
                extras.map(str::to_owned).collect(),
                marker,
                elsewhere,
            )
        }
        Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_) => (String::new(), Vec::new(), None, None),
    };
    let wanted = match elsewhere {
        Some(place) => Wanted::Elsewhere(place),
        None => requirement::poetry(&specifier),
    };
    Written {
        name: name.to_owned(),
        extras,
        wanted,
        specifier,
        marker,
        version: None,
        fault: None,
    }
}
