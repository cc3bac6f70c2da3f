//! A project: all files that are read, in order, and an account of what is not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::decode::DecodeProblem;
use crate::discover::{Discovery, Found, discover};
use crate::kind::kind_of_path;
use crate::outcome::{Outcome, from_bytes, from_disk, from_text};
use crate::path::{display_path, normal_path};
use crate::read::io_error;
use crate::{
    Error, FileId, FileKind, Problem, ProblemKind, SkipReason, Skipped, SourceFile, limits,
};

/// How a project is read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Patterns of files and folders to leave out, as in `.gitignore`.
    pub exclude: Vec<String>,
    /// Leave out what `.gitignore` files name.
    pub git_ignore: bool,
    /// The number of files read.
    pub files: usize,
    /// The number of bytes read in all.
    pub bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            exclude: Vec::new(),
            git_ignore: true,
            files: limits::FILES,
            bytes: limits::TOTAL_BYTES,
        }
    }
}

/// The files of a project.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The folder that paths are relative to; empty for a project made from texts.
    pub root: PathBuf,
    /// The files, sorted by path; a [`FileId`] is a place in this list.
    pub files: Vec<SourceFile>,
    /// What went wrong while reading, sorted by path.
    pub problems: Vec<Problem>,
    /// What was left out, sorted by path.
    pub skipped: Vec<Skipped>,
}

impl Project {
    /// Reads the project at `root`: a folder, or a single file.
    ///
    /// # Errors
    ///
    /// When there is nothing at `root`, it cannot be opened, or an exclude pattern is not valid.
    /// Everything that goes wrong below `root` becomes a [`Problem`] instead.
    pub fn read(root: &Path, options: &ReadOptions) -> Result<Self, Error> {
        let real = fs::canonicalize(root).map_err(|error| io_error(root, error))?;
        let metadata = fs::metadata(&real).map_err(|error| io_error(root, error))?;
        if metadata.is_dir() {
            // A folder that cannot be listed is an error here and a problem further down.
            drop(fs::read_dir(&real).map_err(|error| io_error(root, error))?);
            let discovery = discover(&real, options)?;
            return Ok(Self::from_discovery(real, discovery, options));
        }
        if !metadata.is_file() {
            return Err(Error::NotAFile {
                path: root.to_owned(),
            });
        }
        let path = display_path(Path::new(real.file_name().unwrap_or_default()));
        let kind = kind_of_path(&path).unwrap_or(FileKind::Other);
        let found = vec![Found {
            disk: real.clone(),
            path,
            kind,
            size: metadata.len(),
        }];
        let folder = real.parent().map(Path::to_owned).unwrap_or_default();
        Ok(Self::from_discovery(
            folder,
            Discovery {
                found,
                ..Discovery::default()
            },
            options,
        ))
    }

    /// The folders that belong to the project at `root`, real paths: where a new file would be part of it.
    ///
    /// Of a single file it is the folder that holds it.
    ///
    /// # Errors
    ///
    /// As [`Project::read`].
    pub fn folders(root: &Path, options: &ReadOptions) -> Result<Vec<PathBuf>, Error> {
        let real = fs::canonicalize(root).map_err(|error| io_error(root, error))?;
        if real.is_dir() {
            return Ok(discover(&real, options)?.folders);
        }
        Ok(real.parent().map(Path::to_owned).into_iter().collect())
    }

    /// Makes a project of texts in memory. Of two texts with one path, the later wins.
    pub fn from_texts<P, T>(texts: impl IntoIterator<Item = (P, T)>) -> Self
    where
        P: AsRef<str>,
        T: Into<Arc<str>>,
    {
        let texts: BTreeMap<String, Arc<str>> = texts
            .into_iter()
            .map(|(path, text)| (normal_path(path.as_ref()), text.into()))
            .collect();
        let outcomes = texts
            .into_iter()
            .map(|(path, text)| from_text(path, text))
            .collect();
        Self::assemble(PathBuf::new(), outcomes, Discovery::default())
    }

    /// Makes a project of files in memory, which are decoded and checked as if they came from disk.
    /// Of two with one path, the later wins.
    pub fn from_bytes<P, B>(files: impl IntoIterator<Item = (P, B)>) -> Self
    where
        P: AsRef<str>,
        B: Into<Vec<u8>>,
    {
        let files: BTreeMap<String, Vec<u8>> = files
            .into_iter()
            .map(|(path, bytes)| (normal_path(path.as_ref()), bytes.into()))
            .collect();
        let read = |(path, bytes): (String, _)| {
            let kind = kind_of_path(&path)?;
            Some(from_bytes(path, kind, bytes))
        };
        let outcomes = files.into_iter().filter_map(read).collect();
        Self::assemble(PathBuf::new(), outcomes, Discovery::default())
    }

    /// This project with one text put in or replaced, for an editor's unsaved files.
    #[must_use]
    pub fn with_text(&self, path: &str, text: impl Into<Arc<str>>) -> Self {
        let path = normal_path(path);
        let mut project = self.clone();
        let Outcome::Read(read) = from_text(path, text.into()) else {
            return project;
        };
        match project
            .files
            .binary_search_by(|file| file.path.cmp(&read.path))
        {
            Ok(at) => {
                if let Some(file) = project.files.get_mut(at) {
                    let id = file.id;
                    *file = SourceFile {
                        kind: file.kind,
                        ..read.into_file(id)
                    };
                    project.problems.retain(|problem| problem.file != Some(id));
                }
            }
            Err(at) => {
                project.files.insert(at, read.into_file(FileId(0)));
                for (id, file) in (0..).zip(&mut project.files) {
                    file.id = FileId(id);
                }
                for problem in &mut project.problems {
                    if let Some(FileId(id)) = &mut problem.file
                        && *id as usize >= at
                    {
                        *id += 1;
                    }
                }
            }
        }
        project
    }

    /// The file with an id of this project.
    ///
    /// # Panics
    ///
    /// When the id is one of another project.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by this crate only, one for each file"
    )]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The file at a path.
    pub fn file_at(&self, path: &str) -> Option<&SourceFile> {
        let at = self
            .files
            .binary_search_by(|file| (*file.path).cmp(path))
            .ok()?;
        self.files.get(at)
    }

    /// The files of one kind, in order.
    pub fn files_of(&self, kind: FileKind) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(move |file| file.kind == kind)
    }

    fn from_discovery(root: PathBuf, mut discovery: Discovery, options: &ReadOptions) -> Self {
        within_budget(&mut discovery, options);
        let found = std::mem::take(&mut discovery.found);
        let outcomes = found.into_par_iter().map(from_disk).collect();
        Self::assemble(root, outcomes, discovery)
    }

    fn assemble(root: PathBuf, outcomes: Vec<Outcome>, discovery: Discovery) -> Self {
        let Discovery {
            mut problems,
            mut skipped,
            ..
        } = discovery;
        let mut files = Vec::with_capacity(outcomes.len());
        for outcome in outcomes {
            match outcome {
                Outcome::Read(read) => files.push(read),
                Outcome::Problem(problem) => problems.push(problem),
                Outcome::Skipped(skip) => skipped.push(skip),
                Outcome::Nothing => {}
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let files = (0..)
            .zip(files)
            .map(|(id, mut read)| {
                let id = FileId(id);
                if let Some(DecodeProblem {
                    kind,
                    range,
                    message,
                }) = read.problem.take()
                {
                    problems.push(Problem {
                        file: Some(id),
                        path: Some(read.path.clone()),
                        range,
                        kind,
                        message,
                    });
                }
                read.into_file(id)
            })
            .collect();
        problems.sort_by(|a, b| (&a.path, a.kind, &a.message).cmp(&(&b.path, b.kind, &b.message)));
        skipped.sort();
        bound_skipped(&mut skipped);
        Self {
            root,
            files,
            problems,
            skipped,
        }
    }
}

/// Takes files until a budget is used up: those that are analysed first, each group in order of path.
fn within_budget(discovery: &mut Discovery, options: &ReadOptions) {
    discovery.found.sort_by(|a, b| {
        (a.kind == FileKind::Other, &a.path, &a.disk).cmp(&(
            b.kind == FileKind::Other,
            &b.path,
            &b.disk,
        ))
    });
    let mut bytes = 0_u64;
    let fit = discovery
        .found
        .iter()
        .take(options.files)
        .take_while(|found| {
            bytes = bytes.saturating_add(found.size.min(limits::FILE_BYTES));
            bytes <= options.bytes
        })
        .count();
    let rest = discovery.found.len() - fit;
    if rest > 0 {
        discovery.found.truncate(fit);
        let message = format!(
            "the project is larger than {} files or {} bytes, and {rest} files were not read; scan a part of it or exclude folders",
            options.files, options.bytes
        );
        discovery
            .problems
            .push(Problem::general(ProblemKind::TooMany, message));
    }
}

/// Keeps the list of skips short: what exceeds the limit is summed up at the end, by reason.
fn bound_skipped(skipped: &mut Vec<Skipped>) {
    let Some((_, rest)) = skipped.split_at_checked(limits::SKIPPED) else {
        return;
    };
    let mut sums: BTreeMap<SkipReason, u32> = BTreeMap::new();
    for skip in rest {
        let sum = sums.entry(skip.reason).or_default();
        *sum = sum.saturating_add(skip.count);
    }
    skipped.truncate(limits::SKIPPED);
    skipped.extend(sums.into_iter().map(|(reason, count)| Skipped {
        path: "…".into(),
        reason,
        count,
    }));
}
