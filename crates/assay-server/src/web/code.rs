//! Source text as lines of coloured pieces; templates escape each piece.

use assay_finding::Place;
use assay_report::view::{Piece, pieces};
use assay_source::printable;
use serde::Serialize;

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
    /// The text, without characters that deceive.
    pub(crate) text: String,
}

/// The lines of a text, the first of which has the number `first`.
pub(crate) fn lines(text: &str, first: u32, marked: impl Fn(u32) -> bool) -> Vec<Line> {
    let mut lines = vec![Vec::new()];
    for Piece { class, text } in pieces(text) {
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            let part = part.trim_end_matches('\r');
            if let (false, Some(line)) = (part.is_empty(), lines.last_mut()) {
                line.push(Coloured {
                    class: if class == "number" { "digits" } else { class },
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
    let numbered = (first..).zip(lines);
    numbered
        .map(|(number, pieces)| Line {
            number,
            marked: marked(number),
            pieces,
        })
        .collect()
}

/// The lines of a place.
pub(crate) fn of_place(place: &Place) -> Vec<Line> {
    lines(&place.excerpt.text, place.start.line, |_| false)
}
