//! What edits change, as a unified diff with three lines around.

use assay_source::{LineIndex, Range};

use crate::edit::Edit;

const AROUND: u32 = 3;

/// The unified diff of a file; `edits` are sorted and do not overlap.
pub(crate) fn unified(path: &str, text: &str, edits: &[Edit]) -> String {
    let lines = LineIndex::new(text);
    let mut changes: Vec<Change> = Vec::new();
    for edit in edits {
        let change = Change::of(text, &lines, edit);
        match changes.last_mut() {
            // Lines count from 1; two changes that share a line are one.
            Some(last) if change.first <= last.last => {
                last.last = last.last.max(change.last);
                last.edits.push(edit.clone());
            }
            _ => changes.push(change),
        }
    }
    let count = line_count(text, &lines);
    let mut out = format!("--- a/{path}\n+++ b/{path}\n");
    let mut grown = 0_i64;
    let mut at = 0;
    while let Some(first) = changes.get(at) {
        let start = first.first.saturating_sub(AROUND).max(1);
        let mut body = String::new();
        let mut next = start;
        let (mut old, mut new) = (0_u32, 0_u32);
        let mut end = first.last;
        while let Some(change) = changes.get(at) {
            if change.first > end.saturating_add(2 * AROUND + 1) && next > start {
                break;
            }
            for line in next..change.first {
                put(&mut body, ' ', line_text(text, &lines, line));
                old += 1;
                new += 1;
            }
            let range = change.range(&lines, text);
            let written = change.changed(text, range);
            let (before, after): (Vec<&str>, Vec<&str>) = (
                split(slice(text, range)).collect(),
                split(&written).collect(),
            );
            // An edit may leave lines as they are: only what differs is told.
            let (top, bottom) = same(&before, &after);
            let told = [
                (' ', before.get(..top)),
                ('-', before.get(top..before.len() - bottom)),
                ('+', after.get(top..after.len() - bottom)),
                (' ', after.get(after.len() - bottom..)),
            ];
            for (mark, lines) in told {
                for line in lines.unwrap_or_default() {
                    put(&mut body, mark, line);
                    old += u32::from(mark != '+');
                    new += u32::from(mark != '-');
                }
            }
            next = change.last + 1;
            end = change.last;
            at += 1;
        }
        for line in next..=end.saturating_add(AROUND).min(count) {
            put(&mut body, ' ', line_text(text, &lines, line));
            old += 1;
            new += 1;
        }
        let new_start = i64::from(start) + grown;
        let begin = |start: i64, count: u32| if count == 0 { start - 1 } else { start };
        out += &format!(
            "@@ -{},{old} +{},{new} @@\n{body}",
            begin(i64::from(start), old),
            begin(new_start, new)
        );
        grown += i64::from(new) - i64::from(old);
    }
    out
}

/// How many lines are the same at the top and at the bottom.
fn same(before: &[&str], after: &[&str]) -> (usize, usize) {
    let pairs = before.iter().zip(after);
    let top = pairs.take_while(|(one, other)| one == other).count();
    let rest = before.len().min(after.len()) - top;
    let pairs = before.iter().rev().zip(after.iter().rev()).take(rest);
    (top, pairs.take_while(|(one, other)| one == other).count())
}

/// Whole lines that change.
struct Change {
    first: u32,
    last: u32,
    edits: Vec<Edit>,
}

impl Change {
    fn of(text: &str, lines: &LineIndex, edit: &Edit) -> Self {
        let first = lines.line(edit.start);
        // An edit that ends with a line's end changes nothing of the next.
        let ends_line = slice(text, Range::new(edit.start, edit.end)).ends_with('\n')
            && (edit.text.is_empty() || edit.text.ends_with('\n'));
        let at_line = lines
            .range(first)
            .is_some_and(|range| range.start == edit.start);
        let last = if ends_line && at_line {
            lines.line(edit.end.saturating_sub(1))
        } else if edit.start == edit.end && at_line && edit.text.ends_with('\n') {
            // Lines put in before this one.
            first.saturating_sub(1)
        } else {
            lines.line(edit.end)
        };
        Self {
            first,
            last,
            edits: vec![edit.clone()],
        }
    }

    fn range(&self, lines: &LineIndex, text: &str) -> Range {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let start = lines.range(self.first).map_or(end, |range| range.start);
        let stop = if self.last < self.first {
            start
        } else {
            lines.range(self.last).map_or(end, |range| range.end)
        };
        Range::new(start, stop.max(start))
    }

    fn changed(&self, text: &str, range: Range) -> String {
        let mut out = String::new();
        let mut at = range.start;
        for edit in &self.edits {
            out.push_str(slice(text, Range::new(at, edit.start)));
            out.push_str(&edit.text);
            at = edit.end;
        }
        out.push_str(slice(text, Range::new(at, range.end)));
        out
    }
}

fn line_count(text: &str, lines: &LineIndex) -> u32 {
    let last_is_empty = text.is_empty() || text.ends_with(['\n', '\r']);
    lines.count() - u32::from(last_is_empty)
}

fn line_text<'a>(text: &'a str, lines: &LineIndex, line: u32) -> &'a str {
    lines.range(line).map_or("", |range| slice(text, range))
}

/// The lines of a text, each with its end.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n')
}

fn put(out: &mut String, mark: char, line: &str) {
    out.push(mark);
    out.push_str(line);
    if !line.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

fn slice(text: &str, range: Range) -> &str {
    text.get(range.start as usize..range.end as usize)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, edits: &[Edit], wanted: &str) {
        let shown = unified("a.py", text, edits);
        assert_eq!(shown, format!("--- a/a.py\n+++ b/a.py\n{wanted}"));
    }

    #[test]
    fn a_changed_line_stands_between_its_neighbours() {
        check(
            "a\nb\nc\nd\ne\n",
            &[Edit::replace(Range::new(4, 5), "C")],
            "@@ -1,5 +1,5 @@\n a\n b\n-c\n+C\n d\n e\n",
        );
    }

    #[test]
    fn lines_put_in_take_nothing_away() {
        check(
            "a\nb\n",
            &[Edit::insert(2, "x\n")],
            "@@ -1,2 +1,3 @@\n a\n+x\n b\n",
        );
    }

    #[test]
    fn lines_that_stay_as_they_are_are_none_that_change() {
        // An edit that begins at the end of a line gives that line back.
        check(
            "a\nb\nc\n",
            &[Edit::insert(3, "\nx")],
            "@@ -1,3 +1,4 @@\n a\n b\n+x\n c\n",
        );
        check(
            "a\nb\nc\n",
            &[Edit::replace(Range::new(2, 3), "x\nb")],
            "@@ -1,3 +1,4 @@\n a\n+x\n b\n c\n",
        );
    }

    #[test]
    fn a_missing_last_line_end_is_said() {
        check(
            "a\nb",
            &[Edit::replace(Range::new(2, 3), "c")],
            "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n",
        );
    }
}
