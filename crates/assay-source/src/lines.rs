//! Byte offsets to lines and columns, and back.
//!
//! A line ends at `\n`, `\r\n` or a lone `\r`, as in Python.
//! Lines and columns count from 1; columns count characters, or UTF-16 units for editors.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Range;

/// A place as people and editors name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The column in UTF-16 units, from 1.
    pub utf16: u32,
}

/// Where the lines of a text begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    /// The first byte of each line; never empty.
    starts: Arc<[u32]>,
    /// The length of the text.
    len: u32,
}

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        if text.contains('\r') {
            let bytes = text.as_bytes();
            for (at, &byte) in bytes.iter().enumerate() {
                if byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                    starts.push(saturating(at + 1));
                }
            }
        } else {
            // Nearly every text; the search for one byte is several times faster than looking at each.
            starts.extend(text.match_indices('\n').map(|(at, _)| saturating(at + 1)));
        }
        Self {
            starts: starts.into(),
            len: saturating(text.len()),
        }
    }

    /// The number of lines; the empty line after a final line break counts, and so does the one of an empty text.
    pub fn count(&self) -> u32 {
        saturating(self.starts.len())
    }

    /// The line, from 1, that holds the byte at `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        saturating(self.starts.partition_point(|&start| start <= offset)).max(1)
    }

    /// The first byte of a line and the byte after its line break; `None` if there is no such line.
    pub fn range(&self, line: u32) -> Option<Range> {
        let at = line.checked_sub(1)? as usize;
        let start = *self.starts.get(at)?;
        let end = self.starts.get(at + 1).copied().unwrap_or(self.len);
        Some(Range::new(start, end))
    }

    /// The line and column of a byte in `text`, which must be the text this index was made of.
    /// An offset inside a character means the character's start, one after the end means the end.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let offset = floor_char_boundary(text, offset);
        let line = self.line(saturating(offset));
        let start = self.range(line).map_or(0, |range| range.start as usize);
        let before = text.get(start..offset).unwrap_or_default();
        if before.is_ascii() {
            let column = saturating(before.len()) + 1;
            return Position {
                line,
                column,
                utf16: column,
            };
        }
        Position {
            line,
            column: saturating(before.chars().count()) + 1,
            utf16: saturating(before.chars().map(char::len_utf16).sum()) + 1,
        }
    }

    /// The byte at a line and a column in UTF-16 units, both from 1, as editors name places.
    /// A column after the end of the line means its end, a line after the last means the end of the text.
    pub fn offset_of_utf16(&self, text: &str, line: u32, utf16: u32) -> u32 {
        let Some(range) = self.range(line.max(1)) else {
            return self.len;
        };
        let whole = text
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default();
        let mut units = 1;
        for (at, character) in whole.char_indices() {
            if units >= utf16 || matches!(character, '\r' | '\n') {
                return range.start + saturating(at);
            }
            units += saturating(character.len_utf16());
        }
        range.end
    }
}

/// The text of `line` without its line break.
pub(crate) fn line_text<'t>(lines: &LineIndex, text: &'t str, line: u32) -> Option<&'t str> {
    let range = lines.range(line)?;
    let whole = text.get(range.start as usize..range.end as usize)?;
    Some(whole.trim_end_matches(['\r', '\n']))
}

/// The largest character boundary of `text` that is not after `offset`.
fn floor_char_boundary(text: &str, offset: u32) -> usize {
    text.floor_char_boundary(offset as usize)
}

/// Texts are shorter than 4 GB by the limits; a longer one would only get wrong columns.
pub(crate) fn saturating(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: u32, expected: (u32, u32, u32)) {
        let position = LineIndex::new(text).position(text, offset);
        assert_eq!(
            (position.line, position.column, position.utf16),
            expected,
            "{text:?} at {offset}"
        );
    }

    #[test]
    fn every_line_break_of_python_ends_a_line() {
        for text in ["a\nb\nc", "a\r\nb\r\nc", "a\rb\rc"] {
            let lines = LineIndex::new(text);
            assert_eq!(lines.count(), 3, "{text:?}");
            assert_eq!(line_text(&lines, text, 2), Some("b"));
        }
    }

    #[test]
    fn a_final_line_break_starts_an_empty_line() {
        let lines = LineIndex::new("a\n");
        assert_eq!(lines.count(), 2);
        assert_eq!(lines.range(2), Some(Range::new(2, 2)));
        assert_eq!(lines.range(3), None);
        assert_eq!(lines.range(0), None);
    }

    #[test]
    fn columns_count_characters_and_utf16_units() {
        check("äb\n", 2, (1, 2, 2));
        check("😀b\nc", 4, (1, 2, 3));
        check("😀b\nc", 6, (2, 1, 1));
    }

    #[test]
    fn an_offset_inside_a_character_or_after_the_end_is_moved_to_a_boundary() {
        check("😀b", 2, (1, 1, 1));
        check("ab", 99, (1, 3, 3));
        check("", 0, (1, 1, 1));
    }

    #[test]
    fn an_editor_position_leads_back_to_its_byte() {
        let text = "x = '😀'\r\ny\n";
        let lines = LineIndex::new(text);
        for (offset, _) in text.char_indices().filter(|(_, c)| *c != '\n') {
            let offset = u32::try_from(offset).unwrap();
            let position = lines.position(text, offset);
            assert_eq!(
                lines.offset_of_utf16(text, position.line, position.utf16),
                offset
            );
        }
        assert_eq!(lines.offset_of_utf16(text, 1, 99), 10);
        assert_eq!(lines.offset_of_utf16(text, 99, 1), lines.len);
    }
}
