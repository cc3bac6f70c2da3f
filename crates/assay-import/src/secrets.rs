//! Findings about secrets in the code: neither their place nor their words may spread the secret.

use assay_finding::Place;
use assay_source::Range;

/// Weaknesses of secrets that stand in the code.
const SECRET: [u32; 5] = [798, 259, 321, 547, 540];

/// True if findings of these weaknesses are about a secret.
pub(crate) fn is_about_secret(cwe: &[u32]) -> bool {
    cwe.iter().any(|weakness| SECRET.contains(weakness))
}

/// The place with its quoted texts unreadable, and the message without them.
pub(crate) fn hidden(place: Place, message: &str) -> (Place, String) {
    let literals = quoted(&place.excerpt.text);
    // The mark says where the excerpt stands in the file.
    let first = place.bytes.start.saturating_sub(place.excerpt.mark.start);
    let ranges = literals.iter().map(|range| {
        Range::new(
            first.saturating_add(range.start),
            first.saturating_add(range.end),
        )
    });
    let ranges: Vec<Range> = ranges.collect();
    let mut told = message.to_owned();
    for range in &literals {
        let text = place
            .excerpt
            .text
            .get(range.start as usize..range.end as usize);
        let secret = text.unwrap_or_default().trim_matches(['"', '\'']);
        if secret.chars().count() >= 3 {
            told = told.replace(secret, "…");
        }
    }
    (place.hiding(ranges), told)
}

/// The texts between quotes, with their quotes.
fn quoted(text: &str) -> Vec<Range> {
    let mut ranges = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, sign) in text.char_indices() {
        match open {
            Some((start, quote)) if sign == quote => {
                let end = at + sign.len_utf8();
                ranges.push((start, end));
                open = None;
            }
            Some(_) => {}
            None if matches!(sign, '"' | '\'') => open = Some((at, sign)),
            None => {}
        }
    }
    // A text that does not end here is hidden to the end.
    ranges.extend(open.map(|(start, _)| (start, text.len())));
    let range = |(start, end)| {
        Range::new(
            u32::try_from(start).unwrap_or(u32::MAX),
            u32::try_from(end).unwrap_or(u32::MAX),
        )
    };
    ranges.into_iter().map(range).collect()
}
