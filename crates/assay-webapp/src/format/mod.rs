//! Small tolerant readers of text formats: each gives pieces of text with their exact bytes.

pub(crate) mod dockerfile;
pub(crate) mod dotenv;
pub(crate) mod ini;
pub(crate) mod nginx;
pub(crate) mod shell;
pub(crate) mod yaml;

use assay_source::Range;

/// A piece of text and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// What it says, quotes and escapes resolved.
    pub text: String,
    /// The bytes of the file that say so.
    pub range: Range,
}

impl Piece {
    /// A piece of `text` from `start` to `end`, as it is written.
    pub(crate) fn of(text: &str, start: usize, end: usize) -> Self {
        Self {
            text: text.get(start..end).unwrap_or_default().to_owned(),
            range: range(start, end),
        }
    }
}

/// A range of a text, which is far smaller than 4 GB.
pub(crate) fn range(start: usize, end: usize) -> Range {
    let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Range::new(narrow(start), narrow(end))
}

/// The lines of a text with the offset of each, without line breaks.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches(['\n', '\r']))
    })
}

/// The part of a line without spaces around it, and its offset.
pub(crate) fn trimmed(start: usize, line: &str) -> Piece {
    let text = line.trim();
    let before = line.len() - line.trim_start().len();
    Piece {
        text: text.to_owned(),
        range: range(start + before, start + before + text.len()),
    }
}
