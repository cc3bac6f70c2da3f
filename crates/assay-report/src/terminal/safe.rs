//! Text of the project, made harmless for a terminal and short enough for a line.

use assay_source::printable;

/// Longer words of the project are cut in messages.
const MAX_CHARACTERS: usize = 600;

/// Text on one line without terminal commands and invisible characters.
pub(super) fn safe(text: &str) -> String {
    let one_line = text.replace(['\n', '\t'], " ");
    match one_line.char_indices().nth(MAX_CHARACTERS) {
        Some((at, _)) => printable(one_line.get(..at).unwrap_or_default()) + "…",
        None => printable(&one_line),
    }
}

/// A line of source text; tabs are four columns wide.
pub(super) fn safe_source(line: &str) -> String {
    let mut parts = line.split('\t');
    let mut safe = printable(parts.next().unwrap_or_default());
    for part in parts {
        safe.push_str("    ");
        safe.push_str(&printable(part));
    }
    safe
}
