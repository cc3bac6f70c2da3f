//! A place as another tool names it, in the text of the project.

use assay_finding::Place;
use assay_source::{Range, SourceFile};

use crate::reported::{Spot, Unit};

/// Why a place is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lost {
    /// The file is not among those that were read.
    File,
    /// The file has no such line, or another text stands there now.
    Line,
}

/// The range of a place in a file; if its text has moved to one other line, it is found there.
pub(crate) fn range(file: &SourceFile, spot: &Spot) -> Result<Range, Lost> {
    let wanted = first_line(&spot.snippet);
    let fits = |line: u32| {
        let text = line_text(file, line)?;
        Some(text.trim().contains(wanted))
    };
    match fits(spot.line) {
        Some(true) => Ok(within(file, spot)),
        _ if wanted.len() >= 8 => {
            let mut moved = (1..=file.lines.count()).filter(|line| fits(*line) == Some(true));
            match (moved.next(), moved.next()) {
                (Some(line), None) => Ok(whole(file, line, line)),
                _ => Err(Lost::Line),
            }
        }
        Some(false) | None => Err(Lost::Line),
    }
}

/// The whole lines, without the space around them.
pub(crate) fn whole(file: &SourceFile, first: u32, last: u32) -> Range {
    let start = file.lines.range(first).map_or(0, |line| line.start);
    let end = file.lines.range(last).map_or(start, |line| line.end);
    let text = file.slice(Range::new(start, end));
    let trimmed = text.trim_start();
    let start = start + u32::try_from(text.len() - trimmed.len()).unwrap_or(0);
    let length = u32::try_from(trimmed.trim_end().len()).unwrap_or(0);
    Range::new(start, start.saturating_add(length))
}

/// The place of a range, in a file that was read.
pub(crate) fn place(file: &SourceFile, range: Range) -> Place {
    Place::of(file, range)
}

fn within(file: &SourceFile, spot: &Spot) -> Range {
    let last = spot.end_line.min(file.lines.count());
    let whole = whole(file, spot.line, last);
    let Some((first, after)) = spot.columns else {
        return whole;
    };
    let start = offset(file, spot.line, first, spot.unit);
    let end = offset(file, last, after, spot.unit);
    match start.zip(end) {
        Some((start, end)) if start < end => Range::new(start, end),
        _ => whole,
    }
}

/// The byte at a column, from 1; nothing if the line is shorter.
fn offset(file: &SourceFile, line: u32, column: u32, unit: Unit) -> Option<u32> {
    let start = file.lines.range(line)?.start;
    let text = line_text(file, line)?;
    let before = column.checked_sub(1)? as usize;
    let bytes = match unit {
        Unit::Bytes => Some(before),
        Unit::Characters => text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .nth(before),
        Unit::Utf16 => {
            let mut units = 0;
            let mut at = 0;
            for character in text.chars() {
                if units >= before {
                    break;
                }
                units += character.len_utf16();
                at += character.len_utf8();
            }
            (units >= before).then_some(at)
        }
    };
    let bytes = bytes.filter(|at| text.is_char_boundary(*at))?;
    start.checked_add(u32::try_from(bytes).ok()?)
}

fn line_text(file: &SourceFile, line: u32) -> Option<&str> {
    Some(
        file.slice(file.lines.range(line)?)
            .trim_end_matches(['\n', '\r']),
    )
}

/// What identifies the text of a place: its first line that is not empty.
fn first_line(snippet: &str) -> &str {
    let mut lines = snippet.lines().map(str::trim);
    lines.find(|line| !line.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use assay_source::Project;

    use super::*;

    fn check(spot: &Spot, expected: Result<&str, Lost>) {
        let text = "import os\n\ndef größe(名):\n    os.system(名)\n    os.system(x)\n    return os.popen(名)\n";
        let project = Project::from_texts([("app.py", text)]);
        let file = project.files.first().unwrap();
        let actual = range(file, spot).map(|range| file.slice(range));
        assert_eq!(actual, expected, "{spot:?}");
    }

    fn spot(line: u32, columns: Option<(u32, u32)>, unit: Unit, snippet: &str) -> Spot {
        Spot {
            path: "app.py".to_owned(),
            line,
            end_line: line,
            columns,
            unit,
            snippet: snippet.to_owned(),
        }
    }

    #[test]
    fn columns_count_what_the_tool_counts() {
        check(
            &spot(3, Some((5, 13)), Unit::Characters, ""),
            Ok("größe(名)"),
        );
        check(&spot(3, Some((5, 17)), Unit::Bytes, ""), Ok("größe(名)"));
        check(&spot(3, Some((5, 13)), Unit::Utf16, ""), Ok("größe(名)"));
        check(
            &spot(3, Some((8, 900)), Unit::Bytes, ""),
            Ok("def größe(名):"),
        );
        check(&spot(4, None, Unit::Utf16, ""), Ok("os.system(名)"));
    }

    #[test]
    fn text_that_moved_is_found_and_text_that_is_gone_is_not() {
        check(
            &spot(2, None, Unit::Utf16, "    return os.popen(名)"),
            Ok("return os.popen(名)"),
        );
        check(&spot(2, None, Unit::Utf16, "os.system("), Err(Lost::Line));
        check(
            &spot(2, None, Unit::Utf16, "eval(something)"),
            Err(Lost::Line),
        );
        check(&spot(90, None, Unit::Utf16, ""), Err(Lost::Line));
        check(
            &spot(u32::MAX, Some((u32::MAX, u32::MAX)), Unit::Bytes, ""),
            Err(Lost::Line),
        );
    }
}
