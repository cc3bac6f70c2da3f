//! Source text as rows of a page: coloured, its place marked, long lines continued, and everything in it seen.

use assay_finding::Place;
use assay_report::view::pieces;
use serde::Serialize;

use crate::letters::Letters;

/// The characters of source text that fit in a row.
const WIDTH: usize = 92;

/// A row of source text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    /// The number of the line, or what stands in its stead.
    pub(crate) n: String,
    /// Its pieces: a letter for the colour, whether it is marked, and the text.
    pub(crate) p: Vec<(&'static str, bool, String)>,
}

/// The lines of a place, with its own part marked.
pub(crate) fn place(place: &Place, letters: &Letters<'_>) -> Vec<Row> {
    let excerpt = &place.excerpt;
    let mark = (excerpt.mark.start as usize, excerpt.mark.end as usize);
    let mut rows = Rows::new(letters, place.start.line);
    rows.text(&excerpt.text, mark);
    rows.done
}

/// A line without a number.
pub(crate) fn line(text: &str, sign: &str, letters: &Letters<'_>) -> Vec<Row> {
    let mut rows = Rows::new(letters, 0);
    sign.clone_into(&mut rows.first);
    rows.start_line();
    rows.text(text, (0, 0));
    rows.done
}

struct Rows<'a> {
    letters: &'a Letters<'a>,
    line: u32,
    first: String,
    column: usize,
    done: Vec<Row>,
}

impl<'a> Rows<'a> {
    fn new(letters: &'a Letters<'a>, line: u32) -> Self {
        Self {
            letters,
            line,
            first: String::new(),
            column: 0,
            done: Vec::new(),
        }
    }

    fn text(&mut self, text: &str, mark: (usize, usize)) {
        if self.done.is_empty() {
            self.start_line();
        }
        let mut offset = 0;
        for piece in pieces(text) {
            let class = letter(piece.class);
            let mut characters = piece.text.char_indices().peekable();
            while let Some((at, character)) = characters.next() {
                let at = offset + at;
                let marked = mark.0 <= at && at < mark.1;
                match character {
                    '\r' if matches!(characters.peek(), Some((_, '\n'))) => {}
                    '\n' | '\r' => {
                        self.line = self.line.saturating_add(1);
                        self.start_line();
                    }
                    '\t' => {
                        for _ in 0..4 - self.column % 4 {
                            self.push(class, marked, ' ');
                        }
                    }
                    _ => match self.letters.escaped(character) {
                        Some(escaped) => escaped
                            .chars()
                            .for_each(|character| self.push("x", marked, character)),
                        None => self.push(class, marked, character),
                    },
                }
            }
            offset += piece.text.len();
        }
    }

    fn start_line(&mut self) {
        let n = if self.line == 0 {
            self.first.clone()
        } else {
            self.line.to_string()
        };
        self.column = 0;
        self.done.push(Row { n, p: Vec::new() });
    }

    fn push(&mut self, class: &'static str, marked: bool, character: char) {
        if self.column == WIDTH {
            self.column = 0;
            self.done.push(Row {
                n: "…".to_owned(),
                p: Vec::new(),
            });
        }
        self.column += 1;
        let Some(row) = self.done.last_mut() else {
            return;
        };
        match row.p.last_mut() {
            // A colour of its own for a space would only be work.
            Some((last, was, text)) if *was == marked && (*last == class || character == ' ') => {
                text.push(character);
            }
            _ => row.p.push((class, marked, character.to_string())),
        }
    }
}

/// The colours that the pages know.
fn letter(class: &str) -> &'static str {
    match class {
        "keyword" => "k",
        "string" => "s",
        "comment" => "c",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use assay_source::Range;

    use super::*;

    fn rows(text: &str, marked: Range) -> Vec<Row> {
        let fonts = crate::world::fonts();
        place(&Place::in_text("a.py", text, marked), &Letters::of(&fonts))
    }

    #[test]
    fn the_place_is_marked_across_lines() {
        let rows = rows("x = f(\r\n  1)\n", Range::new(4, 12));
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].n, "1");
        assert_eq!(rows[0].p[0], ("", false, "x = ".to_owned()));
        assert_eq!(rows[1].p[0], ("", true, "  1)".to_owned()));
    }

    #[test]
    fn a_long_line_goes_on_in_the_next_row() {
        let text = "x".repeat(200);
        let rows = rows(&text, Range::new(0, 1));
        let numbers: Vec<&str> = rows.iter().map(|row| row.n.as_str()).collect();
        assert_eq!(numbers, ["1", "…", "…"]);
        let all: usize = rows
            .iter()
            .flat_map(|row| &row.p)
            .map(|(_, _, text)| text.len())
            .sum();
        assert_eq!(all, 200);
    }

    #[test]
    fn what_turns_text_around_is_written() {
        let rows = rows("a\u{202e}b", Range::new(0, 1));
        assert_eq!(rows[0].p[1], ("x", false, "\\u{202e}".to_owned()));
    }
}
