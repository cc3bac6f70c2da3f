//! Source text as lines of coloured pieces; templates escape each piece.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use assay_finding::Place;
use assay_report::view::{Piece, pieces};
use assay_source::{Project, SourceFile, printable};
use serde::Serialize;

use crate::state::Hidden;

/// A line of source text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    /// Its number.
    pub(crate) number: u32,
    /// True if it is one that the page is about.
    pub(crate) marked: bool,
    /// Its text.
    pub(crate) pieces: Vec<Coloured>,
}

/// A piece of one colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Coloured {
    /// `keyword`, `string`, `comment`, `digits`, `call`, or nothing.
    pub(crate) class: &'static str,
    /// True if it is what the page is about.
    pub(crate) exact: bool,
    /// The text, without characters that deceive.
    pub(crate) text: String,
}

/// The lines of a text, the first of which has the number `first`.
pub(crate) fn lines(text: &str, first: u32, marked: impl Fn(u32) -> bool) -> Vec<Line> {
    coloured(text, first, 0..0, marked)
}

/// The lines of a place.
pub(crate) fn of_place(place: &Place) -> Vec<Line> {
    let mark = &place.excerpt.mark;
    let mark = mark.start as usize..mark.end as usize;
    coloured(&place.excerpt.text, place.start.line, mark, |_| false)
}

/// The lines of a place with some around it, if the file is at hand and nothing in the excerpt was made unreadable.
pub(crate) fn around(project: &Project, hidden: &Hidden, place: &Place, more: u32) -> Vec<Line> {
    let whole = || {
        let file = project.file_at(&place.path)?;
        if place.excerpt.hidden || place.excerpt.cut {
            return None;
        }
        let from = place.start.line.saturating_sub(more).max(1);
        let last = file
            .lines
            .line(place.bytes.end.saturating_sub(1).max(place.bytes.start));
        let to = last.saturating_add(more).min(file.lines.count());
        if hidden
            .get(&place.path)
            .is_some_and(|hidden| hidden.range(from..=to).next().is_some())
        {
            return None;
        }
        let (begin, end) = (file.lines.range(from)?.start, file.lines.range(to)?.end);
        let text = file.text.get(begin as usize..end as usize)?;
        if text.len() > 8_000 || !text.contains(place.text()) {
            return None;
        }
        let mark = place.bytes.start.checked_sub(begin)? as usize
            ..place.bytes.end.checked_sub(begin)? as usize;
        let text = text.strip_suffix('\n').unwrap_or(text);
        let mut lines = coloured(text, from, mark, |line| {
            (place.start.line..=last).contains(&line)
        });
        while lines
            .last()
            .is_some_and(|line| line.pieces.is_empty() && !line.marked)
        {
            lines.pop();
        }
        Some(lines)
    };
    whole().unwrap_or_else(|| of_place(place))
}

/// The lines of a file from one to another; `hidden` has the text of lines that nobody is shown as they are.
pub(crate) fn of_file(
    file: &SourceFile,
    lines: RangeInclusive<u32>,
    hidden: &BTreeMap<u32, String>,
) -> Vec<Line> {
    let mut text = String::new();
    for number in 1..=*lines.end() {
        let line = hidden
            .get(&number)
            .map_or_else(|| file.line_text(number), String::as_str);
        // Other characters that end a line elsewhere end none here.
        text.push_str(line.trim_end_matches(['\r', '\n']));
        text.push('\n');
    }
    text.pop();
    // From the top, because a text of several lines may begin there.
    let mut all = coloured(&text, 1, 0..0, |_| false);
    let skip = (*lines.start() as usize).saturating_sub(1);
    all.drain(..skip.min(all.len()));
    all
}

fn coloured(text: &str, first: u32, mark: Range<usize>, marked: impl Fn(u32) -> bool) -> Vec<Line> {
    let mut lines = vec![Vec::new()];
    let mut at = 0;
    for Piece { class, text } in pieces(text) {
        let class = if class == "number" { "digits" } else { class };
        for line in text.split_inclusive('\n') {
            let (begin, end) = (at, at + line.len());
            at = end;
            let bare = line.trim_end_matches(['\n', '\r']);
            if let Some(last) = lines.last_mut() {
                let cut = |offset: usize| {
                    bare.floor_char_boundary(
                        offset
                            .clamp(begin, end)
                            .saturating_sub(begin)
                            .min(bare.len()),
                    )
                };
                let (from, to) = (cut(mark.start), cut(mark.end));
                for (range, exact) in [(0..from, false), (from..to, true), (to..bare.len(), false)]
                {
                    let part = bare.get(range).unwrap_or_default();
                    if !part.is_empty() {
                        last.push(Coloured {
                            class,
                            exact,
                            // A tab is no control that could do harm.
                            text: part
                                .split('\t')
                                .map(printable)
                                .collect::<Vec<_>>()
                                .join("\t"),
                        });
                    }
                }
            }
            if line.ends_with('\n') {
                lines.push(Vec::new());
            }
        }
    }
    let numbered = (first..).zip(lines);
    numbered
        .map(|(number, pieces)| Line {
            number,
            marked: marked(number),
            pieces,
        })
        .collect()
}

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Differing {
    /// `add`, `del`, `hunk`, or nothing.
    pub(crate) class: &'static str,
    /// The line, without characters that deceive.
    pub(crate) text: String,
}

/// The lines of a unified difference.
pub(crate) fn difference(text: &str) -> Vec<Differing> {
    let line = |line: &str| Differing {
        class: match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] | [b'@', ..] => "hunk",
            [b'+', ..] => "add",
            [b'-', ..] => "del",
            _ => "",
        },
        text: line
            .split('\t')
            .map(printable)
            .collect::<Vec<_>>()
            .join("\t"),
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(lines: &[Line]) -> Vec<String> {
        let text = |line: &Line| {
            line.pieces
                .iter()
                .map(|piece| piece.text.as_str())
                .collect()
        };
        lines.iter().map(text).collect()
    }

    #[test]
    fn lines_are_those_of_the_text() {
        let text = "a = 'x\n\n\"\"\"one\ntwo\"\"\"\r\nb()";
        let all = lines(text, 5, |line| line == 6);
        assert_eq!(plain(&all), ["a = 'x", "", "\"\"\"one", "two\"\"\"", "b()"]);
        assert_eq!(
            all.iter().map(|line| line.number).collect::<Vec<_>>(),
            [5, 6, 7, 8, 9]
        );
        assert!(all[1].marked && !all[0].marked);
    }

    #[test]
    fn the_place_is_marked_to_the_letter() {
        let place = Place::in_text(
            "a.py",
            "x = eval(request.data)\n",
            assay_source::Range::new(4, 8),
        );
        let line = &of_place(&place)[0];
        let exact: Vec<_> = line
            .pieces
            .iter()
            .filter(|piece| piece.exact)
            .map(|piece| piece.text.as_str())
            .collect();
        assert_eq!(exact, ["eval"]);
        assert_eq!(
            plain(std::slice::from_ref(line)),
            ["x = eval(request.data)"]
        );
    }

    #[test]
    fn there_is_more_around_a_place_if_the_file_is_there() {
        let text = "one\ntwo\neval(x)\nfour\nfive\nsix\n";
        let project = Project::from_texts([("a.py", text)]);
        let place = Place::in_text("a.py", text, assay_source::Range::new(8, 15));
        let lines = around(&project, &Hidden::new(), &place, 2);
        assert_eq!(plain(&lines), ["one", "two", "eval(x)", "four", "five"]);
        assert!(lines[2].marked && !lines[1].marked);
        assert_eq!(
            plain(&around(&Project::default(), &Hidden::new(), &place, 2)),
            ["eval(x)"]
        );
    }
}
