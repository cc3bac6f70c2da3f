//! What becomes of one file: read, skipped, or a problem.

use std::sync::Arc;

use crate::decode::{DecodeProblem, decode};
use crate::discover::Found;
use crate::kind::{has_python_shebang, kind_of_path, may_have_shebang};
use crate::read::{Content, read_file};
use crate::{
    FileId, FileKind, LineIndex, Problem, ProblemKind, SkipReason, Skipped, SourceFile,
    TextEncoding, limits,
};

/// What became of one file.
pub(crate) enum Outcome {
    Read(Read),
    Problem(Problem),
    Skipped(Skipped),
    /// Not text, and nothing says it should be.
    Nothing,
}

/// A file before it has its place in the list.
pub(crate) struct Read {
    pub(crate) path: Arc<str>,
    kind: FileKind,
    text: Arc<str>,
    lines: LineIndex,
    encoding: TextEncoding,
    pub(crate) problem: Option<DecodeProblem>,
}

impl Read {
    pub(crate) fn into_file(self, id: FileId) -> SourceFile {
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

/// Reads a file that discovery found.
pub(crate) fn from_disk(found: Found) -> Outcome {
    let Found {
        disk, path, kind, ..
    } = found;
    match read_file(&disk, limit(kind)) {
        Ok(Content::Bytes(bytes)) => from_bytes(path, kind, bytes),
        Ok(Content::TooLarge) => too_large(path, kind),
        Ok(Content::NotAFile) => {
            let message = "not a regular file, so it was not opened; remove or exclude it";
            Outcome::Problem(Problem::at_path(&path, ProblemKind::NotAFile, message))
        }
        Err(error) => {
            let message = format!(
                "could not be read ({}); check its permissions or exclude it",
                error.kind()
            );
            Outcome::Problem(Problem::at_path(&path, ProblemKind::Unreadable, message))
        }
    }
}

/// Decodes the bytes of a file, if they are text.
pub(crate) fn from_bytes(path: String, kind: FileKind, bytes: Vec<u8>) -> Outcome {
    if bytes.len() as u64 > limit(kind) {
        return too_large(path, kind);
    }
    let kind = kind_by_first_line(&path, kind, &bytes);
    let decoded = decode(bytes, kind);
    let other = kind == FileKind::Other;
    if other && (decoded.encoding.lossy || decoded.text.contains('\0')) {
        return Outcome::Nothing;
    }
    if decoded.text.contains('\0') {
        let message =
            "holds NUL bytes, so it is not text and was not analysed; rename or exclude it";
        return Outcome::Problem(Problem::at_path(&path, ProblemKind::Binary, message));
    }
    Outcome::Read(Read {
        path: path.into(),
        kind,
        lines: LineIndex::new(&decoded.text),
        text: decoded.text.into(),
        encoding: decoded.encoding,
        problem: decoded.problem,
    })
}

/// Takes a text as it is.
pub(crate) fn from_text(path: String, text: Arc<str>) -> Outcome {
    let kind = kind_of_path(&path).unwrap_or(FileKind::Other);
    if text.len() as u64 > limits::FILE_BYTES {
        return too_large(path, kind);
    }
    let kind = kind_by_first_line(&path, kind, text.as_bytes());
    let lines = LineIndex::new(&text);
    let encoding = TextEncoding::TEXT;
    Outcome::Read(Read {
        path: path.into(),
        kind,
        text,
        lines,
        encoding,
        problem: None,
    })
}

fn limit(kind: FileKind) -> u64 {
    if kind == FileKind::Other {
        limits::OTHER_FILE_BYTES
    } else {
        limits::FILE_BYTES
    }
}

fn kind_by_first_line(path: &str, kind: FileKind, bytes: &[u8]) -> FileKind {
    if kind == FileKind::Other && may_have_shebang(path) && has_python_shebang(bytes) {
        FileKind::Python
    } else {
        kind
    }
}

fn too_large(path: String, kind: FileKind) -> Outcome {
    if kind == FileKind::Other {
        return Outcome::Skipped(Skipped {
            path: path.into(),
            reason: SkipReason::Data,
            count: 1,
        });
    }
    let message = format!(
        "larger than {} bytes and not analysed; split or exclude it",
        limits::FILE_BYTES
    );
    Outcome::Problem(Problem::at_path(&path, ProblemKind::TooLarge, message))
}
