//! Edits of a text: what stands in a range is exchanged, everything else stays as it is.

use assay_source::Range;

/// One exchange.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes that go; empty where something is only put in.
    pub start: u32,
    /// Where they end.
    pub end: u32,
    /// What comes instead.
    pub text: String,
}

impl Edit {
    /// Exchanges what stands in a range.
    pub fn replace(range: Range, text: impl Into<String>) -> Self {
        Self {
            start: range.start,
            end: range.end,
            text: text.into(),
        }
    }

    /// Puts a text in.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self::replace(Range::new(at, at), text)
    }

    /// Takes a range away.
    pub fn delete(range: Range) -> Self {
        Self::replace(range, "")
    }
}

/// True if two of these sorted edits want the same bytes.
pub(crate) fn overlap(sorted: &[Edit]) -> bool {
    let mut end = 0;
    let mut last: Option<&Edit> = None;
    for edit in sorted {
        // Two insertions at one place stand side by side; what replaces the same bytes does not.
        let same_start = last.is_some_and(|last| {
            last.start == edit.start && last.end > last.start && edit.end > edit.start
        });
        if edit.start < end || same_start {
            return true;
        }
        end = edit.end;
        last = Some(edit);
    }
    false
}

/// Edits in order, each once.
pub(crate) fn sorted(edits: impl IntoIterator<Item = Edit>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = edits.into_iter().collect();
    edits.sort();
    edits.dedup();
    edits
}

/// The text with sorted edits; `None` if they overlap or do not fit it.
pub(crate) fn apply(text: &str, sorted: &[Edit]) -> Option<String> {
    if overlap(sorted) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        out.push_str(text.get(at as usize..edit.start as usize)?);
        text.get(edit.start as usize..edit.end as usize)?;
        out.push_str(&edit.text);
        at = edit.end;
    }
    out.push_str(text.get(at as usize..)?);
    Some(out)
}

/// Where a byte of the old text is in the new one; what went is where it went.
pub(crate) fn moved(offset: u32, sorted: &[Edit]) -> u32 {
    let mut shift = 0_i64;
    for edit in sorted {
        if edit.start > offset || (edit.start == offset && edit.end > edit.start) {
            break;
        }
        if edit.end > offset {
            let to = i64::from(edit.start) + shift;
            return u32::try_from(to).unwrap_or(0);
        }
        shift += length(&edit.text) - i64::from(edit.end - edit.start);
    }
    u32::try_from(i64::from(offset) + shift).unwrap_or(0)
}

/// The range in the new text that the old range became, with everything that was put in there.
pub(crate) fn moved_range(range: Range, sorted: &[Edit]) -> Range {
    let mut start = i64::from(range.start);
    let mut end = i64::from(range.end);
    for edit in sorted {
        let change = length(&edit.text) - i64::from(edit.end - edit.start);
        if edit.end < range.start || (edit.end == range.start && edit.start < edit.end) {
            start += change;
            end += change;
        } else if edit.start <= range.end {
            // What reaches in from before moves the start back to where it begins.
            start -= i64::from(range.start.saturating_sub(edit.start));
            end += change;
        }
    }
    let clamp = |value: i64| u32::try_from(value.max(0)).unwrap_or(u32::MAX);
    Range::new(clamp(start), clamp(end.max(start)))
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_exchange_their_ranges_only() {
        let edits = sorted([
            Edit::insert(3, "X"),
            Edit::replace(Range::new(4, 6), "YZ!"),
            Edit::insert(3, "X"),
        ]);
        assert_eq!(apply("abcdefg", &edits).as_deref(), Some("abcXdYZ!g"));
        assert_eq!(moved(6, &edits), 8);
        assert_eq!(moved(2, &edits), 2);
        assert_eq!(moved(3, &edits), 4);
    }

    #[test]
    fn overlapping_edits_are_refused() {
        let edits = sorted([
            Edit::delete(Range::new(1, 4)),
            Edit::delete(Range::new(3, 5)),
        ]);
        assert_eq!(apply("abcdefg", &edits), None);
    }
}
