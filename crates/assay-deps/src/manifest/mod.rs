//! Everything that names packages: one file per format, one [`Inventory`] of all.
//!
//! Reading never fails. What is not understood becomes a problem with its place, and the rest is read.
//! Nothing is run: of `setup.py` only literals are read.

mod conda;
mod dockerfile;
pub mod installed;
mod lock;
mod pipfile;
mod pyproject;
mod requirements;
mod setup_cfg;
mod setup_py;

use std::collections::{BTreeMap, BTreeSet};

use assay_source::{FileId, Problem, ProblemKind, Project, Range, SourceFile, Span};

use crate::limits;
use crate::name::normal_name;
use crate::requirement::{Group, Origin, Requirement, Wanted, Written};

use requirements::Include;
pub(crate) use requirements::is_local;

/// What a project asks for and has.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// Every requirement, in order of place.
    pub requirements: Vec<Requirement>,
    /// The manifests that were read, in order of path, each with its format.
    pub manifests: Vec<Manifest>,
    /// Where packages are taken from.
    pub indexes: Vec<IndexUse>,
    /// Addresses of packages that are fetched over plain HTTP.
    pub plain: Vec<(Span, String)>,
    /// Hosts whose certificates are not checked.
    pub trusted_hosts: Vec<(Span, String)>,
    /// Requirements files in which pip demands hashes.
    pub requires_hashes: BTreeSet<FileId>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
}

/// A file that names packages.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Which.
    pub file: FileId,
    /// Its path.
    pub path: String,
    /// Its format.
    pub format: Format,
    /// How many requirements it holds.
    pub requirements: usize,
}

/// An index that packages are taken from.
#[derive(Clone, Debug)]
pub struct IndexUse {
    /// Where it is named.
    pub span: Span,
    /// Its address.
    pub url: String,
    /// True if it stands beside the main one, so that the highest version of either wins.
    pub is_extra: bool,
}

/// The formats of manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// pip's requirements files.
    Requirements,
    /// `pyproject.toml`.
    Pyproject,
    /// `setup.cfg`.
    SetupCfg,
    /// `setup.py`, as far as its lists are literal.
    SetupPy,
    /// `Pipfile`.
    Pipfile,
    /// `Pipfile.lock`.
    PipfileLock,
    /// `poetry.lock`.
    PoetryLock,
    /// `uv.lock`.
    UvLock,
    /// `pdm.lock`.
    PdmLock,
    /// `pylock.toml` (PEP 751).
    Pylock,
    /// `environment.yml` of conda.
    Conda,
    /// `pip install` in a Dockerfile.
    Dockerfile,
}

impl Format {
    /// The format of a file, by its name.
    pub fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or_default();
        let lower = name.to_ascii_lowercase();
        let suffix = lower.rsplit_once('.').map_or("", |(_, suffix)| suffix);
        Some(match lower.as_str() {
            "pyproject.toml" => Self::Pyproject,
            "setup.cfg" => Self::SetupCfg,
            "setup.py" => Self::SetupPy,
            "pipfile" => Self::Pipfile,
            "pipfile.lock" => Self::PipfileLock,
            "poetry.lock" => Self::PoetryLock,
            "uv.lock" => Self::UvLock,
            "pdm.lock" => Self::PdmLock,
            "environment.yml" | "environment.yaml" => Self::Conda,
            _ if lower.starts_with("pylock.") && suffix == "toml" => Self::Pylock,
            _ if lower.starts_with("dockerfile")
                || lower.starts_with("containerfile")
                || suffix == "dockerfile" =>
            {
                Self::Dockerfile
            }
            _ if matches!(suffix, "txt" | "in" | "lock") && is_listing(path, &lower) => {
                Self::Requirements
            }
            _ => return None,
        })
    }

    /// The name of the format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requirements => "requirements",
            Self::Pyproject => "pyproject",
            Self::SetupCfg => "setup.cfg",
            Self::SetupPy => "setup.py",
            Self::Pipfile => "Pipfile",
            Self::PipfileLock => "Pipfile.lock",
            Self::PoetryLock => "poetry.lock",
            Self::UvLock => "uv.lock",
            Self::PdmLock => "pdm.lock",
            Self::Pylock => "pylock",
            Self::Conda => "conda",
            Self::Dockerfile => "Dockerfile",
        }
    }
}

fn is_listing(path: &str, name: &str) -> bool {
    let folder = path.rsplit('/').nth(1).unwrap_or_default();
    folder == "requirements"
        || ["requirements", "constraints"]
            .iter()
            .any(|stem| name.contains(stem))
}

/// A requirement as a format found it, before chains are known.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) requirement: Requirement,
    /// The packages that ask for it, in normal form.
    pub(crate) parents: Vec<String>,
    /// True if the project itself asks for it, as far as the format knows.
    pub(crate) asked_for: bool,
}

impl Found {
    pub(crate) fn of(
        file: &SourceFile,
        written: Written,
        range: Range,
        version_range: Option<Range>,
    ) -> Self {
        let Written {
            name,
            extras,
            wanted,
            specifier,
            marker,
            ..
        } = written;
        Self {
            requirement: Requirement {
                name: normal_name(&name),
                written: name,
                extras,
                wanted,
                specifier,
                marker,
                group: Group::Main,
                span: file.span(range),
                version_range,
                hashes: 0,
                origin: Origin::Asked,
                via: Vec::new(),
            },
            parents: Vec::new(),
            asked_for: false,
        }
    }
}

/// What the readers of formats add to.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) found: Vec<Found>,
    pub(crate) indexes: Vec<IndexUse>,
    pub(crate) plain: Vec<(Span, String)>,
    pub(crate) trusted_hosts: Vec<(Span, String)>,
    pub(crate) requires_hashes: BTreeSet<FileId>,
    /// Files that this one includes.
    pub(crate) includes: Vec<Include>,
    pub(crate) problems: Vec<Problem>,
}

impl Reading {
    pub(crate) fn problem(&mut self, file: &SourceFile, range: Range, message: &str) {
        let message = message.to_owned();
        self.problems.push(Problem::in_file(
            file.id,
            Some(range),
            ProblemKind::Syntax,
            message,
        ));
    }

    /// Adds a requirement as PEP 508 writes it, which stands at `start` of the file, character by character.
    pub(crate) fn add(
        &mut self,
        file: &SourceFile,
        text: &str,
        start: usize,
        group: Group,
    ) -> Option<&mut Found> {
        let whole = range(start, start + text.len());
        let Some(written) = crate::requirement::read(text) else {
            if !text.trim().is_empty() {
                self.problem(
                    file,
                    whole,
                    "not a requirement as PEP 508 writes them, so it was left out",
                );
            }
            return None;
        };
        if let Some(fault) = &written.fault {
            self.problem(file, whole, fault);
        }
        let version = written
            .version
            .map(|(from, to)| range(start + from, start + to));
        let mut found = Found::of(file, written, whole, version);
        found.requirement.group = group;
        self.found.push(found);
        self.found.last_mut()
    }

    pub(crate) fn add_elsewhere(
        &mut self,
        file: &SourceFile,
        name: &str,
        address: &str,
        range: Range,
        group: Group,
        origin: Origin,
    ) {
        let written = Written {
            name: name.to_owned(),
            extras: Vec::new(),
            wanted: Wanted::Elsewhere(address.to_owned()),
            specifier: String::new(),
            marker: None,
            version: None,
            fault: None,
        };
        let mut found = Found::of(file, written, range, None);
        found.requirement.group = group;
        found.requirement.origin = origin;
        self.found.push(found);
    }
}

impl Inventory {
    /// Reads every manifest of a project.
    pub fn read(project: &Project) -> Self {
        let mut inventory = Self::default();
        let mut included: BTreeMap<FileId, Origin> = BTreeMap::new();
        let mut done: BTreeSet<FileId> = BTreeSet::new();
        for file in &project.files {
            let Some(format) = Format::of(&file.path) else {
                continue;
            };
            if done.insert(file.id) {
                inventory.add(project, file, format, Origin::Asked, &mut included);
            }
        }
        // Files that only an inclusion makes a manifest.
        for _ in 0..limits::INCLUDES {
            let new: Vec<(FileId, Origin)> = included
                .iter()
                .filter(|(file, _)| !done.contains(file))
                .map(|(file, origin)| (*file, *origin))
                .collect();
            if new.is_empty() {
                break;
            }
            for (file, origin) in new {
                done.insert(file);
                let file = project.file(file);
                inventory.add(project, file, Format::Requirements, origin, &mut included);
            }
        }
        inventory.finish();
        inventory
    }

    fn add(
        &mut self,
        project: &Project,
        file: &SourceFile,
        format: Format,
        origin: Origin,
        included: &mut BTreeMap<FileId, Origin>,
    ) {
        let mut reading = Reading::default();
        let is_constraint = format == Format::Requirements
            && file.name().to_ascii_lowercase().contains("constraints");
        let origin = if is_constraint {
            Origin::Constraint
        } else {
            origin
        };
        match format {
            Format::Requirements => {
                reading.includes = requirements::read(file, origin, &mut reading);
            }
            Format::Pyproject => pyproject::read(file, &mut reading),
            Format::SetupCfg => setup_cfg::read(file, &mut reading),
            Format::SetupPy => setup_py::read(file, &mut reading),
            Format::Pipfile => pipfile::read(file, &mut reading),
            Format::PipfileLock => pipfile::read_lock(file, &mut reading),
            Format::PoetryLock | Format::UvLock | Format::PdmLock | Format::Pylock => {
                lock::read(file, format, &mut reading);
            }
            Format::Conda => conda::read(file, &mut reading),
            Format::Dockerfile => dockerfile::read(file, &mut reading),
        }
        for include in std::mem::take(&mut reading.includes) {
            let Some(target) = project.file_at(&include.path) else {
                let message = format!("there is no `{}`, which this line includes", include.path);
                reading.problem(file, include.range, &message);
                continue;
            };
            let origin = if include.is_constraint {
                Origin::Constraint
            } else {
                origin
            };
            included.entry(target.id).or_insert(origin);
        }
        reading.found.truncate(limits::REQUIREMENTS);
        let is_silent =
            reading.found.is_empty() && reading.indexes.is_empty() && reading.problems.is_empty();
        if !is_silent {
            self.manifests.push(Manifest {
                file: file.id,
                path: file.path.to_string(),
                format,
                requirements: reading.found.len(),
            });
        }
        self.requirements.extend(chained(reading.found));
        self.indexes.extend(reading.indexes);
        self.plain.extend(reading.plain);
        self.trusted_hosts.extend(reading.trusted_hosts);
        self.requires_hashes.extend(reading.requires_hashes);
        self.problems.extend(reading.problems);
    }

    /// Chains that need more than one file, and order.
    fn finish(&mut self) {
        let folder = |file: FileId, manifests: &[Manifest]| {
            let manifest = manifests.iter().find(|manifest| manifest.file == file);
            manifest.map(|manifest| folder_of(&manifest.path).to_owned())
        };
        // What a manifest beside a lock file asks for is direct, whatever else brings it too.
        let asked: BTreeSet<(String, String)> = self
            .requirements
            .iter()
            .filter(|requirement| requirement.origin == Origin::Asked)
            .filter_map(|requirement| {
                Some((
                    folder(requirement.span.file, &self.manifests)?,
                    requirement.name.clone(),
                ))
            })
            .collect();
        let manifests = &self.manifests;
        for requirement in &mut self.requirements {
            if requirement.origin == Origin::Locked
                && !requirement.via.is_empty()
                && let Some(folder) = folder(requirement.span.file, manifests)
                && asked.contains(&(folder, requirement.name.clone()))
            {
                requirement.via.clear();
            }
        }
        self.problems.sort();
        self.requirements
            .sort_by(|one, other| (one.span, &one.name).cmp(&(other.span, &other.name)));
        self.manifests
            .sort_by(|one, other| one.path.cmp(&other.path));
    }

    /// True if a lock file beside the manifest fixes the package.
    pub fn is_locked(&self, requirement: &Requirement) -> bool {
        let folder = |file: FileId| {
            let manifest = self
                .manifests
                .iter()
                .find(|manifest| manifest.file == file)?;
            Some(folder_of(&manifest.path))
        };
        let home = folder(requirement.span.file);
        self.requirements.iter().any(|other| {
            other.name == requirement.name
                && other.span != requirement.span
                && other.version().is_some()
                && folder(other.span.file) == home
        })
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The requirements with the chains that bring them: the shortest from one that the project asks for.
fn chained(found: Vec<Found>) -> Vec<Requirement> {
    let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Found {
        requirement,
        parents,
        ..
    } in &found
    {
        for parent in parents {
            children.entry(parent).or_default().push(&requirement.name);
        }
    }
    let mut chains: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let is_root = |found: &Found| found.asked_for || found.parents.is_empty();
    let mut level: Vec<&str> = found
        .iter()
        .filter(|found| is_root(found))
        .map(|found| found.requirement.name.as_str())
        .collect();
    for name in &level {
        chains.insert((*name).to_owned(), Vec::new());
    }
    for _ in 0..limits::CHAIN {
        let mut next = Vec::new();
        for parent in level {
            let Some(chain) = chains.get(parent).cloned() else {
                continue;
            };
            for child in children.get(parent).into_iter().flatten() {
                if !chains.contains_key(*child) {
                    let mut chain = chain.clone();
                    chain.push(parent.to_owned());
                    chains.insert((*child).to_owned(), chain);
                    next.push(*child);
                }
            }
        }
        level = next;
        if level.is_empty() {
            break;
        }
    }
    found
        .into_iter()
        .map(|found| {
            let mut requirement = found.requirement;
            requirement.via = chains
                .get(&requirement.name)
                .cloned()
                // A circle that nothing leads into: its first member stands for the way.
                .unwrap_or_else(|| found.parents.into_iter().take(1).collect());
            requirement
        })
        .collect()
}

/// A range of a file, which is far smaller than 4 GB.
pub(crate) fn range(start: usize, end: usize) -> Range {
    let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Range::new(narrow(start), narrow(end.max(start)))
}
