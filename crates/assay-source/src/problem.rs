//! What is wrong with the input (problems), what was left out (skips), and what we could not do (errors).

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{FileId, Range};

/// Something wrong with the input: it is reported, and the scan goes on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Problem {
    /// The file, if it is part of the project.
    pub file: Option<FileId>,
    /// The path, also of what could not become part of the project.
    pub path: Option<Arc<str>>,
    /// The place in the decoded text.
    pub range: Option<Range>,
    /// What sort of problem.
    pub kind: ProblemKind,
    /// What is wrong and what to do about it, without the path.
    pub message: String,
}

impl Problem {
    /// A problem with a path that did not become a file of the project.
    pub fn at_path(path: &str, kind: ProblemKind, message: impl Into<String>) -> Self {
        Self {
            file: None,
            path: Some(path.into()),
            range: None,
            kind,
            message: message.into(),
        }
    }

    /// A problem in a file of the project; [`Project`](crate::Project) users find the path by the file.
    pub fn in_file(
        file: FileId,
        range: Option<Range>,
        kind: ProblemKind,
        message: impl Into<String>,
    ) -> Self {
        Self {
            file: Some(file),
            path: None,
            range,
            kind,
            message: message.into(),
        }
    }

    /// A problem with no place.
    pub fn general(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self {
            file: None,
            path: None,
            range: None,
            kind,
            message: message.into(),
        }
    }
}

/// Sorts of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The system refused to let us read it.
    Unreadable,
    /// A named pipe, socket or device.
    NotAFile,
    /// Larger than the limit.
    TooLarge,
    /// Folders, expressions or calls nested too deeply.
    TooDeep,
    /// More files, bytes or entries than the limit.
    TooMany,
    /// Not text although its name says so.
    Binary,
    /// Bytes that the file's encoding does not allow, or an encoding we do not know.
    Encoding,
    /// Text that is not what its language allows.
    Syntax,
    /// The analysis of something ended early because its step budget was used up.
    Budget,
    /// A setting, suppression or pattern of the user's own that makes no sense.
    Setting,
    /// Our own mistake, caught.
    Internal,
}

impl ProblemKind {
    /// The kind in a report: the same word as in serialised form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NotAFile => "not-a-file",
            Self::TooLarge => "too-large",
            Self::TooDeep => "too-deep",
            Self::TooMany => "too-many",
            Self::Binary => "binary",
            Self::Encoding => "encoding",
            Self::Syntax => "syntax",
            Self::Budget => "budget",
            Self::Setting => "setting",
            Self::Internal => "internal",
        }
    }
}

/// Something that was left out on purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Skipped {
    /// The file or folder, relative to the root.
    pub path: Arc<str>,
    /// Why.
    pub reason: SkipReason,
    /// How many files were left out that would otherwise have been read; counting ends at a limit.
    pub count: u32,
}

/// Why something was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// A pattern of the user excludes it.
    Excluded,
    /// `.gitignore` names it.
    Ignored,
    /// Its name begins with a dot.
    Hidden,
    /// A Python virtual environment.
    VirtualEnvironment,
    /// Other people's code kept in the project.
    Vendored,
    /// Build output and caches.
    Generated,
    /// A link to something in the project, which is read where it is.
    Duplicate,
    /// A link that leads out of the project.
    LinkOutside,
    /// A link that leads nowhere or in a circle.
    BrokenLink,
    /// Data that is too large to search, and not code.
    Data,
}

impl SkipReason {
    /// The reason in a report: the same word as in serialised form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::Ignored => "ignored",
            Self::Hidden => "hidden",
            Self::VirtualEnvironment => "virtual-environment",
            Self::Vendored => "vendored",
            Self::Generated => "generated",
            Self::Duplicate => "duplicate",
            Self::LinkOutside => "link-outside",
            Self::BrokenLink => "broken-link",
            Self::Data => "data",
        }
    }

    /// The reason in words that follow "skipped because it is".
    pub const fn text(self) -> &'static str {
        match self {
            Self::Excluded => "excluded by your settings",
            Self::Ignored => "named in a .gitignore",
            Self::Hidden => "hidden",
            Self::VirtualEnvironment => "a virtual environment",
            Self::Vendored => "vendored code",
            Self::Generated => "build output or a cache",
            Self::Duplicate => "a link to something that is read elsewhere",
            Self::LinkOutside => "a link out of the project",
            Self::BrokenLink => "a link that leads nowhere",
            Self::Data => "large data",
        }
    }
}

/// Why a project or file could not be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is nothing at the path.
    #[error("nothing found at {}; check the path", .path.display())]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// The system refused.
    #[error("could not read {}; check its permissions", .path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A named pipe, socket or device.
    #[error("{} is neither a file nor a folder; name a regular file or a folder", .path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// A configuration file or the like is too large.
    #[error("{} is larger than {limit} bytes; make it smaller", .path.display())]
    TooLarge {
        /// The path.
        path: PathBuf,
        /// The limit.
        limit: u64,
    },
    /// A configuration file or the like is not UTF-8.
    #[error("{} is not UTF-8 text; save it as UTF-8", .path.display())]
    NotText {
        /// The path.
        path: PathBuf,
    },
    /// An exclude pattern makes no sense.
    #[error("the exclude pattern `{pattern}` is not valid ({reason}); write it as in .gitignore")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
}
