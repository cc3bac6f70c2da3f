//! One file of a project: its path, its kind, its text and the places in it.

use std::sync::Arc;

use crate::lines::line_text;
use crate::{FileId, FileKind, LineIndex, Position, Range, Span, TextEncoding};

/// A file that was read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its place in [`Project::files`](crate::Project::files).
    pub id: FileId,
    /// Relative to the root, with `/`, safe to print.
    pub path: Arc<str>,
    /// What it is, by name and first line.
    pub kind: FileKind,
    /// Its text, decoded, without byte order mark.
    pub text: Arc<str>,
    /// Where its lines begin.
    pub lines: LineIndex,
    /// How the bytes became text.
    pub encoding: TextEncoding,
}

impl SourceFile {
    /// The line and column of a byte.
    pub fn position(&self, offset: u32) -> Position {
        self.lines.position(&self.text, offset)
    }

    /// The text in a range; empty if the range is not one of this file.
    pub fn slice(&self, range: Range) -> &str {
        self.text
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }

    /// The text of a line, counted from 1, without its line break; empty if there is no such line.
    pub fn line_text(&self, line: u32) -> &str {
        line_text(&self.lines, &self.text, line).unwrap_or_default()
    }

    /// A range of this file, with the file.
    pub fn span(&self, range: Range) -> Span {
        Span {
            file: self.id,
            range,
        }
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The path without its last part; empty at the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}
