//! A place in a file, with the source text that a reader needs to see.

use assay_source::{LineIndex, Range, SourceFile};
use serde::{Serialize, Serializer};

/// A range in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, from the top of the project, with `/`.
    pub path: String,
    /// Where it starts.
    pub start: Position,
    /// Where it ends: the character after the last.
    pub end: Position,
    /// The bytes in the decoded text.
    #[serde(serialize_with = "range")]
    pub bytes: Range,
    /// The lines it stands on.
    pub excerpt: Excerpt,
}

/// A line and a column, both from 1; columns count characters (Unicode code points).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The character in the line.
    pub column: u32,
}

/// The lines around a place, as they stand in the file.
///
/// Very long lines and very long ranges are cut; what was cut shows as `…`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// The text, without the last line's end.
    pub text: String,
    /// The bytes of `text` that the place covers.
    #[serde(serialize_with = "range")]
    pub mark: Range,
    /// True if `text` is not the whole of the lines.
    pub cut: bool,
    /// True if a secret in `text` was made unreadable.
    pub hidden: bool,
    /// The line before, if there is one and it is not very long; for showing two places close to each other.
    #[serde(skip)]
    pub before: Option<String>,
}

/// Ranges are shown with at most so many lines.
const MAX_LINES: usize = 8;
/// Longer lines are cut.
const MAX_LINE_BYTES: usize = 400;
/// How much of a cut line is shown before the place.
const BEFORE_BYTES: usize = 80;

impl Place {
    /// The place of `range` in a file of the project.
    ///
    /// A range that does not fit the text is moved to the nearest that does.
    pub fn of(file: &SourceFile, range: Range) -> Self {
        Self::new(&file.path, &file.text, &file.lines, range)
    }

    /// The place of `range` in `text`, the decoded text of a file at `path`.
    pub fn in_text(path: &str, text: &str, range: Range) -> Self {
        Self::new(path, text, &LineIndex::new(text), range)
    }

    fn new(path: &str, text: &str, lines: &LineIndex, range: Range) -> Self {
        let start = text.floor_char_boundary(range.start as usize);
        let end = text.floor_char_boundary(range.end as usize).max(start);
        let bytes = Range::new(to_u32(start), to_u32(end));
        let position = |offset| {
            let position = lines.position(text, offset);
            Position {
                line: position.line,
                column: position.column,
            }
        };
        Self {
            path: path.to_owned(),
            start: position(bytes.start),
            end: position(bytes.end),
            bytes,
            excerpt: Excerpt {
                before: line_before(text, lines, bytes.start),
                ..excerpt(text, start, end)
            },
        }
    }

    /// The same place with secrets, ranges in bytes of the same file, made unreadable in the excerpt:
    /// a report must not spread what it warns of.
    ///
    /// The first four characters of each stay, so that the owner recognises it; of a short secret nothing stays.
    #[must_use]
    pub fn hiding(mut self, secrets: impl IntoIterator<Item = Range>) -> Self {
        let excerpt = &mut self.excerpt;
        // The mark says where the excerpt stands in the file, also if its line was cut.
        let first = self.bytes.start.saturating_sub(excerpt.mark.start);
        let before = excerpt.before.as_ref().map_or(0, String::len);
        let before = first.saturating_sub(to_u32(before).saturating_add(2));
        for secret in secrets {
            let in_excerpt = |offset: u32| {
                let moved = offset
                    .saturating_add(excerpt.mark.start)
                    .saturating_sub(self.bytes.start);
                excerpt.text.floor_char_boundary(moved as usize)
            };
            let (start, end) = (in_excerpt(secret.start), in_excerpt(secret.end));
            // One that began before the excerpt shows no beginning here.
            let begins_here = secret.start >= first;
            let hidden = hide(slice(&excerpt.text, start, end), begins_here);
            if !hidden.is_empty() {
                excerpt.text.replace_range(start..end, &hidden);
                excerpt.hidden = true;
            }
            if secret.start < first && before < secret.end {
                excerpt.before = None;
            }
        }
        self
    }

    /// The text that the place covers, as far as the excerpt has it.
    pub fn text(&self) -> &str {
        self.excerpt
            .text
            .get(self.excerpt.mark.start as usize..self.excerpt.mark.end as usize)
            .unwrap_or_default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn range<S: Serializer>(range: &Range, serializer: S) -> Result<S::Ok, S::Error> {
    (range.start, range.end).serialize(serializer)
}

/// Everything but quotes, line ends and the first four characters of a long text becomes `*`, in as many bytes.
fn hide(text: &str, begins_here: bool) -> String {
    const SHOWN: usize = 4;
    let quotes: &[char] = &['"', '\''];
    let is_long = begins_here && text.trim_matches(quotes).chars().count() >= 3 * SHOWN;
    let mut left = if is_long { SHOWN } else { 0 };
    let mut hidden = String::with_capacity(text.len());
    for character in text.chars() {
        if quotes.contains(&character) || matches!(character, '\n' | '\r') {
            hidden.push(character);
        } else if left > 0 {
            left -= 1;
            hidden.push(character);
        } else {
            hidden.extend(std::iter::repeat_n('*', character.len_utf8()));
        }
    }
    hidden
}

/// Texts are limited to far less than 4 GB.
fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

fn slice(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default()
}

fn line_before(text: &str, lines: &LineIndex, offset: u32) -> Option<String> {
    let range = lines.range(lines.line(offset).checked_sub(1)?)?;
    let line = slice(text, range.start as usize, range.end as usize).trim_end_matches(['\n', '\r']);
    (line.len() <= MAX_LINE_BYTES).then(|| line.to_owned())
}

fn line_start(text: &str, offset: usize) -> usize {
    slice(text, 0, offset)
        .rfind(['\n', '\r'])
        .map_or(0, |at| at + 1)
}

fn line_end(text: &str, offset: usize) -> usize {
    slice(text, offset, text.len())
        .find(['\n', '\r'])
        .map_or(text.len(), |at| offset + at)
}

fn excerpt(text: &str, start: usize, end: usize) -> Excerpt {
    let from = line_start(text, start);
    // A range that ends with a line's end does not show the next line.
    let last = if end > start && slice(text, start, end).ends_with(['\n', '\r']) {
        end - 1
    } else {
        end
    };
    let to = line_end(text, last);
    let whole = slice(text, from, to);
    let is_long = |line: &str| line.len() > MAX_LINE_BYTES;
    let lines = whole.split(['\n', '\r']);
    if lines.clone().nth(MAX_LINES * 2).is_none()
        && !lines.clone().any(is_long)
        && whole.lines().count() <= MAX_LINES
    {
        let mark = Range::new(to_u32(start - from), to_u32(last - from));
        return Excerpt {
            text: whole.to_owned(),
            mark,
            cut: false,
            hidden: false,
            before: None,
        };
    }
    if !lines.take(MAX_LINES).any(is_long) {
        return first_lines(whole, start - from);
    }
    around(text, from, start, last)
}

/// The first lines of a long range.
fn first_lines(whole: &str, start: usize) -> Excerpt {
    let kept = whole.lines().take(MAX_LINES).map(str::len).sum::<usize>();
    // Line ends are one byte or two; looking for the real one is simpler than guessing.
    let end = whole
        .match_indices('\n')
        .nth(MAX_LINES - 1)
        .map_or(kept, |(at, _)| at);
    let mut text = slice(whole, 0, whole.floor_char_boundary(end))
        .trim_end_matches('\r')
        .to_owned();
    text.push('…');
    let end = text.len();
    Excerpt {
        text,
        mark: Range::new(to_u32(start.min(end)), to_u32(end)),
        cut: true,
        hidden: false,
        before: None,
    }
}

/// A piece of one long line around the start of the range.
fn around(text: &str, line: usize, start: usize, end: usize) -> Excerpt {
    let stop = line_end(text, start);
    let from = if start - line > BEFORE_BYTES {
        text.ceil_char_boundary(start - BEFORE_BYTES)
    } else {
        line
    };
    let to = text.floor_char_boundary(from + MAX_LINE_BYTES).min(stop);
    let before = if from > line { "…" } else { "" };
    let after = if to < stop { "…" } else { "" };
    let mark = |offset: usize| to_u32(offset.clamp(from, to) - from + before.len());
    Excerpt {
        text: format!("{before}{}{after}", slice(text, from, to)),
        mark: Range::new(mark(start), mark(end)),
        cut: true,
        hidden: false,
        before: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, marked: &str) -> Place {
        let start = text.find(marked).unwrap();
        Place::in_text(
            "a.py",
            text,
            Range::new(to_u32(start), to_u32(start + marked.len())),
        )
    }

    fn check(text: &str, marked: &str, start: (u32, u32), end: (u32, u32)) {
        let place = place(text, marked);
        assert_eq!(
            (place.start.line, place.start.column),
            start,
            "start of {marked:?} in {text:?}"
        );
        assert_eq!(
            (place.end.line, place.end.column),
            end,
            "end of {marked:?} in {text:?}"
        );
    }

    #[test]
    fn columns_count_characters() {
        check("ä = '😀'; x", "x", (1, 10), (1, 11));
    }

    #[test]
    fn every_line_end_of_python_counts_once() {
        for end in ["\n", "\r\n", "\r"] {
            check(&format!("a{end}{end}bcd"), "cd", (3, 2), (3, 4));
            check(
                &format!("f({end}x{end})"),
                &format!("f({end}x{end})"),
                (1, 1),
                (3, 2),
            );
        }
    }

    #[test]
    fn the_excerpt_is_the_whole_lines() {
        let place = place("a\n  b(\n c)\nd", "b(\n c)");
        assert_eq!(place.excerpt.text, "  b(\n c)");
        assert_eq!(place.text(), "b(\n c)");
    }

    #[test]
    fn a_range_that_does_not_fit_the_text_is_moved() {
        let place = Place::in_text("a.py", "äö", Range::new(1, 900));
        assert_eq!(
            (place.bytes, place.start.column, place.end.column),
            (Range::new(0, 4), 1, 3)
        );
        assert_eq!(Place::in_text("a.py", "", Range::new(5, 3)).text(), "");
    }

    #[test]
    fn a_secret_is_made_unreadable_and_recognisable() {
        let text = "KEY = 'live_9b27e6d1f04c'  # key\nPIN = \"1234ß67\"\n";
        let secret = place(text, "'live_9b27e6d1f04c'");
        let shown = secret.clone().hiding([secret.bytes]);
        assert_eq!(shown.excerpt.text, "KEY = 'live*************'  # key");
        assert_eq!(shown.text(), "'live*************'");
        let beside = place(text, "KEY").hiding([secret.bytes]);
        assert_eq!(beside.excerpt.text, shown.excerpt.text);
        let pin = place(text, "1234ß67");
        assert_eq!(pin.clone().hiding([pin.bytes]).text(), "********");
        assert!(!pin.clone().hiding([secret.bytes]).excerpt.hidden);
    }

    #[test]
    fn a_secret_in_a_cut_line_is_made_unreadable() {
        let text = format!(
            "{}KEY = 'live_9b27e6d1f04c'{}",
            "a;".repeat(1000),
            ";b".repeat(1000)
        );
        let secret = place(&text, "live_9b27e6d1f04c");
        assert_eq!(
            secret.clone().hiding([secret.bytes]).text(),
            "live*************"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}eval(x){}", "ä".repeat(10_000), "b".repeat(10_000));
        let place = place(&text, "eval(x)");
        assert_eq!(place.text(), "eval(x)");
        assert!(
            place.excerpt.cut && place.excerpt.text.len() < 500,
            "{}",
            place.excerpt.text
        );
        assert!(place.excerpt.text.starts_with("…ä") && place.excerpt.text.ends_with("b…"));
    }

    #[test]
    fn a_long_range_is_cut_at_its_end() {
        let text = "x = [\n".to_owned() + &"1,\n".repeat(1_000_000) + "]\n";
        let place = place(&text, &text);
        assert_eq!(place.excerpt.text, "x = [\n1,\n1,\n1,\n1,\n1,\n1,\n1,…");
        assert_eq!((place.end.line, place.end.column), (1_000_003, 1));
        let text = "x = [\r".to_owned() + &"1,\r".repeat(100) + "]\r";
        assert!(super::tests::place(&text, &text).excerpt.text.len() < 500);
    }
}
