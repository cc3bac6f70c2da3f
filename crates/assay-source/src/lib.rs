//! Files of a project as text with places, and the problems met while reading them.
//!
//! This is the only crate that reads files.
//! Everything after it works on a [`Project`]: a sorted list of decoded files, what was skipped, and what went wrong.
//! Nothing of the project is run, no link leads out of it, and nothing but regular files is opened.
//!
//! ```
//! use assay_source::{FileKind, Project};
//!
//! let project = Project::from_texts([("app/views.py", "import flask\n"), ("app/templates/a.html", "<p>")]);
//! assert_eq!(project.files[1].kind, FileKind::Python);
//! assert_eq!(project.files[1].position(7).column, 8);
//! ```

#![expect(
    clippy::disallowed_methods,
    reason = "this is the crate that reads files"
)]

mod decode;
mod discover;
mod file;
mod kind;
mod lines;
mod outcome;
mod path;
mod problem;
mod project;
mod read;
mod span;

pub mod limits;

pub use decode::TextEncoding;
pub use file::SourceFile;
pub use kind::{FileKind, may_be_read};
pub use lines::{LineIndex, Position};
pub use path::{capital, join_relative, printable};
pub use problem::{Error, Problem, ProblemKind, SkipReason, Skipped};
pub use project::{Project, ReadOptions};
pub use read::read_text;
pub use span::{FileId, Range, Span};
