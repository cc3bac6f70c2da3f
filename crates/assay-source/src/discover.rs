//! Finds the files of a project: which folders belong to it, and which are skipped and why.
//!
//! The walk is our own, over `ignore`'s matchers, because a review must count what it leaves out.
//! It goes through each folder in order of name, so the result does not depend on the file system.
//! Links are never followed: what they point to is read where it is, or lies outside.

use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::kind::kind_of_path;
use crate::lines::saturating;
use crate::path::display_path;
use crate::read::{Content, read_file};
use crate::{Error, FileKind, Problem, ProblemKind, ReadOptions, SkipReason, Skipped, limits};

/// A file that is to be read.
#[derive(Debug)]
pub(crate) struct Found {
    /// Where it is.
    pub(crate) disk: PathBuf,
    /// How we name it.
    pub(crate) path: String,
    /// What it is by its name.
    pub(crate) kind: FileKind,
    /// Its size in bytes.
    pub(crate) size: u64,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(crate) struct Discovery {
    pub(crate) found: Vec<Found>,
    /// The folders that were looked into, in the order of the walk.
    pub(crate) folders: Vec<PathBuf>,
    pub(crate) skipped: Vec<Skipped>,
    pub(crate) problems: Vec<Problem>,
}

/// The `.gitignore` files that hold in a folder, the innermost first.
struct Ignores {
    matcher: Gitignore,
    outer: Option<Arc<Ignores>>,
}

/// A folder still to be walked.
struct Folder {
    disk: PathBuf,
    depth: usize,
    ignores: Option<Arc<Ignores>>,
}

/// An entry of a folder.
struct Entry {
    disk: PathBuf,
    kind: FileType,
}

struct Walk<'a> {
    root: &'a Path,
    exclude: Gitignore,
    git_ignore: bool,
    entries: usize,
    counted: usize,
    out: Discovery,
}

/// Walks the folder `root`, which must be a real path.
pub(crate) fn discover(root: &Path, options: &ReadOptions) -> Result<Discovery, Error> {
    let mut walk = Walk {
        root,
        exclude: exclude_matcher(root, &options.exclude)?,
        git_ignore: options.git_ignore,
        entries: limits::ENTRIES,
        counted: limits::COUNTED_ENTRIES,
        out: Discovery::default(),
    };
    let ignores = if options.git_ignore {
        walk.outer_ignores()
    } else {
        None
    };
    let mut folders = vec![Folder {
        disk: root.to_owned(),
        depth: 0,
        ignores,
    }];
    while let Some(folder) = folders.pop() {
        walk.folder(&folder, &mut folders);
    }
    Ok(walk.out)
}

impl Walk<'_> {
    /// Sorts the entries of one folder into found, skipped and further folders.
    fn folder(&mut self, folder: &Folder, folders: &mut Vec<Folder>) {
        let Some(entries) = self.list(&folder.disk) else {
            return;
        };
        self.out.folders.push(folder.disk.clone());
        let ignores = self.with_own_ignores(folder, &entries);
        let mut inner = Vec::new();
        for Entry { disk, kind } in entries {
            let path = self.display(&disk);
            if kind.is_symlink() {
                self.link(&disk, &path);
            } else if let Some(reason) = self.matched(&disk, kind.is_dir(), ignores.as_deref()) {
                self.skip(&disk, &path, kind, reason);
            } else if kind.is_dir() {
                if let Some(reason) = skip_folder(&disk) {
                    self.skip(&disk, &path, kind, reason);
                } else if folder.depth >= limits::DEPTH {
                    let message = format!(
                        "folders are nested more than {} deep and were not read; exclude them",
                        limits::DEPTH
                    );
                    self.problem(&path, ProblemKind::TooDeep, message);
                } else {
                    inner.push(Folder {
                        disk,
                        depth: folder.depth + 1,
                        ignores: ignores.clone(),
                    });
                }
            } else {
                self.file(disk, path, kind);
            }
        }
        folders.extend(inner.into_iter().rev());
    }

    fn file(&mut self, disk: PathBuf, path: String, file_type: FileType) {
        let Some(kind) = kind_of_path(&path) else {
            return;
        };
        if !file_type.is_file() {
            if kind != FileKind::Other {
                self.problem(
                    &path,
                    ProblemKind::NotAFile,
                    "not a regular file, so it was not opened; remove or exclude it",
                );
            }
            return;
        }
        // A size that cannot be asked for shows again, as a problem, when the file is read.
        let size = fs::symlink_metadata(&disk).map_or(0, |metadata| metadata.len());
        self.out.found.push(Found {
            disk,
            path,
            kind,
            size,
        });
    }

    /// The entries of a folder in order of name.
    fn list(&mut self, disk: &Path) -> Option<Vec<Entry>> {
        let mut entries = Vec::new();
        let listing = match fs::read_dir(disk) {
            Ok(listing) => listing,
            Err(error) => {
                self.unreadable(disk, &error);
                return None;
            }
        };
        for entry in listing {
            if self.entries == 0 {
                let message = format!(
                    "more than {} files and folders; the rest was not read, scan a part of the project",
                    limits::ENTRIES
                );
                if !self
                    .out
                    .problems
                    .iter()
                    .any(|problem| problem.kind == ProblemKind::TooMany)
                {
                    self.out
                        .problems
                        .push(Problem::general(ProblemKind::TooMany, message));
                }
                break;
            }
            self.entries -= 1;
            match entry.and_then(|entry| {
                Ok(Entry {
                    kind: entry.file_type()?,
                    disk: entry.path(),
                })
            }) {
                Ok(entry) => entries.push(entry),
                Err(error) => self.unreadable(disk, &error),
            }
        }
        entries.sort_by(|a, b| a.disk.file_name().cmp(&b.disk.file_name()));
        Some(entries)
    }

    fn unreadable(&mut self, disk: &Path, error: &std::io::Error) {
        let path = self.display(disk);
        let path = if path.is_empty() { "." } else { &path };
        let message = format!(
            "could not be listed ({}); check its permissions or exclude it",
            error.kind()
        );
        self.problem(path, ProblemKind::Unreadable, message);
    }

    /// Why a pattern leaves an entry out.
    fn matched(
        &self,
        disk: &Path,
        is_folder: bool,
        ignores: Option<&Ignores>,
    ) -> Option<SkipReason> {
        if self.exclude.matched(disk, is_folder).is_ignore() {
            return Some(SkipReason::Excluded);
        }
        let mut next = ignores;
        while let Some(ignores) = next {
            match ignores.matcher.matched(disk, is_folder) {
                ignore::Match::Ignore(_) => return Some(SkipReason::Ignored),
                ignore::Match::Whitelist(_) => return None,
                ignore::Match::None => next = ignores.outer.as_deref(),
            }
        }
        None
    }

    /// Accounts for a link. Nothing is read through it.
    fn link(&mut self, disk: &Path, path: &str) {
        let reason = match fs::canonicalize(disk) {
            Ok(target) if target.starts_with(self.root) => SkipReason::Duplicate,
            Ok(_) => SkipReason::LinkOutside,
            Err(_) => SkipReason::BrokenLink,
        };
        let relevant = reason != SkipReason::BrokenLink
            || !matches!(kind_of_path(path), None | Some(FileKind::Other));
        if relevant {
            self.out.skipped.push(Skipped {
                path: path.into(),
                reason,
                count: 1,
            });
        }
    }

    /// Accounts for a file or folder that is left out, if anything in it would have been read.
    fn skip(&mut self, disk: &Path, path: &str, kind: FileType, reason: SkipReason) {
        let count = if kind.is_dir() {
            if is_version_control(disk) {
                0
            } else {
                self.count(disk)
            }
        } else {
            u32::from(kind.is_file() && is_analysed(path))
        };
        if count > 0 {
            self.out.skipped.push(Skipped {
                path: path.into(),
                reason,
                count,
            });
        }
    }

    /// How many files below a folder would have been read.
    fn count(&mut self, folder: &Path) -> u32 {
        let mut count = 0_usize;
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let Ok(listing) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in listing.flatten() {
                if self.counted == 0 {
                    return saturating(count);
                }
                self.counted -= 1;
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() && is_analysed(&self.display(&entry.path())) {
                    count += 1;
                }
            }
        }
        saturating(count)
    }

    fn with_own_ignores(&mut self, folder: &Folder, entries: &[Entry]) -> Option<Arc<Ignores>> {
        let own = entries.iter().any(|entry| {
            entry.kind.is_file() && entry.disk.file_name() == Some(OsStr::new(".gitignore"))
        });
        if !self.git_ignore || !own {
            return folder.ignores.clone();
        }
        let file = folder.disk.join(".gitignore");
        self.read_ignores(&folder.disk, &file, folder.ignores.clone())
    }

    /// The `.gitignore` files between the root and the top of the repository that it is a part of.
    fn outer_ignores(&mut self) -> Option<Arc<Ignores>> {
        let top = self
            .root
            .ancestors()
            .find(|folder| folder.join(".git").exists())?;
        let mut ignores = self.read_ignores(top, &top.join(".git/info/exclude"), None);
        let mut between: Vec<&Path> = self
            .root
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(top))
            .collect();
        between.reverse();
        for folder in between {
            ignores = self.read_ignores(folder, &folder.join(".gitignore"), ignores);
        }
        ignores
    }

    fn read_ignores(
        &mut self,
        folder: &Path,
        file: &Path,
        outer: Option<Arc<Ignores>>,
    ) -> Option<Arc<Ignores>> {
        let Ok(Content::Bytes(bytes)) = read_file(file, limits::IGNORE_BYTES) else {
            return outer;
        };
        let mut builder = GitignoreBuilder::new(folder);
        for line in String::from_utf8_lossy(&bytes)
            .lines()
            .take(limits::IGNORE_LINES)
        {
            // Git passes over a pattern that makes no sense, and so do we: it leaves nothing out.
            drop(builder.add_line(None, line));
        }
        match builder.build() {
            Ok(matcher) if !matcher.is_empty() => Some(Arc::new(Ignores { matcher, outer })),
            Ok(_) => outer,
            Err(_) => {
                let path = self.display(file);
                self.problem(
                    &path,
                    ProblemKind::TooMany,
                    "its patterns are too large together, so they were not used; simplify them",
                );
                outer
            }
        }
    }

    fn problem(&mut self, path: &str, kind: ProblemKind, message: impl Into<String>) {
        self.out
            .problems
            .push(Problem::at_path(path, kind, message));
    }

    fn display(&self, disk: &Path) -> String {
        display_path(disk.strip_prefix(self.root).unwrap_or(disk))
    }
}

fn is_analysed(path: &str) -> bool {
    !matches!(kind_of_path(path), None | Some(FileKind::Other))
}

fn exclude_matcher(root: &Path, patterns: &[String]) -> Result<Gitignore, Error> {
    let error = |pattern: &str, error: ignore::Error| Error::Pattern {
        pattern: pattern.to_owned(),
        reason: error.to_string(),
    };
    let mut builder = GitignoreBuilder::new(root);
    for pattern in patterns {
        builder
            .add_line(None, pattern)
            .map_err(|reason| error(pattern, reason))?;
    }
    builder
        .build()
        .map_err(|reason| error(&patterns.join(" "), reason))
}

fn is_version_control(folder: &Path) -> bool {
    folder
        .file_name()
        .and_then(OsStr::to_str)
        .is_some_and(|name| matches!(name, ".git" | ".hg" | ".svn" | ".bzr" | ".jj"))
}

/// Why a folder is skipped by what it is.
fn skip_folder(disk: &Path) -> Option<SkipReason> {
    let name = disk.file_name()?.to_string_lossy();
    match &*name {
        "node_modules" | "bower_components" | "site-packages" | "dist-packages" | "_vendor"
        | "_vendored" | "third_party" | "third-party" => Some(SkipReason::Vendored),
        // A shop may well have a package of its own that is named for its vendors.
        "vendor" | "vendored" if !is_own_package(disk) => Some(SkipReason::Vendored),
        "__pycache__" | "__pypackages__" | ".tox" | ".nox" | ".eggs" | ".mypy_cache"
        | ".pytest_cache" | ".ruff_cache" | ".ipynb_checkpoints" => Some(SkipReason::Generated),
        "build" | "dist" if !disk.join("__init__.py").is_file() => Some(SkipReason::Generated),
        "venv" | ".venv" if !disk.join("__init__.py").is_file() => {
            Some(SkipReason::VirtualEnvironment)
        }
        name if name.ends_with(".egg-info") || name.ends_with(".dist-info") => {
            Some(SkipReason::Generated)
        }
        _ if is_virtual_environment(disk) => Some(SkipReason::VirtualEnvironment),
        // These say how the application is built and run.
        ".github" | ".gitlab" => None,
        name if name.starts_with('.') => Some(SkipReason::Hidden),
        _ => None,
    }
}

fn is_virtual_environment(folder: &Path) -> bool {
    [
        "pyvenv.cfg",
        "bin/activate",
        "Scripts/activate",
        "conda-meta/history",
    ]
    .iter()
    .any(|file| folder.join(file).is_file())
}

/// True if a folder named like vendored code is a package without any sign of being somebody else's.
fn is_own_package(folder: &Path) -> bool {
    folder.join("__init__.py").is_file()
        && ![
            "vendor.txt",
            "vendored.txt",
            "LICENSE",
            "LICENSE.txt",
            "README.md",
            "requirements.txt",
        ]
        .iter()
        .any(|file| folder.join(file).exists())
}
