//! A project: all files that are read, in order, and an account of what is not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::decode::{DecodeProblem, decode};
use crate::discover::{Discovery, Found, discover};
use crate::kind::{has_python_shebang, kind_of_path, may_have_shebang};
use crate::path::{display_path, normal_path};
use crate::read::{Content, io_error, read_file};
use crate::{
    Error, FileId, FileKind, LineIndex, Problem, ProblemKind, SkipReason, Skipped, SourceFile,
    TextEncoding, limits,
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

/// A file before it has its place in the list.
struct Read {
    path: Arc<str>,
    kind: FileKind,
    text: Arc<str>,
    lines: LineIndex,
    encoding: TextEncoding,
    problem: Option<DecodeProblem>,
}

/// What became of one found file.
enum Outcome {
    Read(Read),
    Problem(Problem),
    Skipped(Skipped),
    /// Not text, and nothing says it should be.
    Nothing,
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
            .map(|(path, text)| text_file(path, text))
            .collect();
        Self::assemble(PathBuf::new(), outcomes, Discovery::default())
    }

    /// This project with one text put in or replaced, for an editor's unsaved files.
    #[must_use]
    pub fn with_text(&self, path: &str, text: impl Into<Arc<str>>) -> Self {
        let path = normal_path(path);
        let mut project = self.clone();
        let Outcome::Read(read) = text_file(path, text.into()) else {
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
        let outcomes = found.into_par_iter().map(read_found).collect();
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

impl Read {
    fn into_file(self, id: FileId) -> SourceFile {
        let Self {
            path,
            kind,
            text,
            lines,
            encoding,
            problem: _,
        } = self;
        SourceFile {
            id,
            path,
            kind,
            text,
            lines,
            encoding,
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

fn text_file(path: String, text: Arc<str>) -> Outcome {
    if text.len() as u64 > limits::FILE_BYTES {
        return Outcome::Problem(too_large(&path));
    }
    let mut kind = kind_of_path(&path).unwrap_or(FileKind::Other);
    if kind == FileKind::Other && may_have_shebang(&path) && has_python_shebang(text.as_bytes()) {
        kind = FileKind::Python;
    }
    let lines = LineIndex::new(&text);
    Outcome::Read(Read {
        path: path.into(),
        kind,
        text,
        lines,
        encoding: TextEncoding::TEXT,
        problem: None,
    })
}

fn too_large(path: &str) -> Problem {
    let message = format!(
        "larger than {} bytes and not analysed; split or exclude it",
        limits::FILE_BYTES
    );
    Problem::at_path(path, ProblemKind::TooLarge, message)
}

fn read_found(found: Found) -> Outcome {
    let Found {
        disk,
        path,
        mut kind,
        ..
    } = found;
    let limit = if kind == FileKind::Other {
        limits::OTHER_FILE_BYTES
    } else {
        limits::FILE_BYTES
    };
    let bytes = match read_file(&disk, limit) {
        Ok(Content::Bytes(bytes)) => bytes,
        Ok(Content::TooLarge) if kind == FileKind::Other => {
            return Outcome::Skipped(Skipped {
                path: path.into(),
                reason: SkipReason::Data,
                count: 1,
            });
        }
        Ok(Content::TooLarge) => return Outcome::Problem(too_large(&path)),
        Ok(Content::NotAFile) => {
            return Outcome::Problem(Problem::at_path(
                &path,
                ProblemKind::NotAFile,
                "not a regular file, so it was not opened; remove or exclude it",
            ));
        }
        Err(error) => {
            let message = format!(
                "could not be read ({}); check its permissions or exclude it",
                error.kind()
            );
            return Outcome::Problem(Problem::at_path(&path, ProblemKind::Unreadable, message));
        }
    };
    if kind == FileKind::Other && may_have_shebang(&path) && has_python_shebang(&bytes) {
        kind = FileKind::Python;
    }
    let decoded = decode(bytes, kind);
    if decoded.text.contains('\0') || (kind == FileKind::Other && decoded.encoding.lossy) {
        return match kind {
            FileKind::Other => Outcome::Nothing,
            FileKind::Python
            | FileKind::Template
            | FileKind::Manifest
            | FileKind::Settings
            | FileKind::Deployment => {
                let message =
                    "holds NUL bytes, so it is not text and was not analysed; rename or exclude it";
                Outcome::Problem(Problem::at_path(&path, ProblemKind::Binary, message))
            }
        };
    }
    let lines = LineIndex::new(&decoded.text);
    Outcome::Read(Read {
        path: path.into(),
        kind,
        text: decoded.text.into(),
        lines,
        encoding: decoded.encoding,
        problem: decoded.problem,
    })
}
