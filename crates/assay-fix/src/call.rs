//! Arguments that are added to a call and taken away from it, in the layout that it has.

use assay_python::outline::{NodeId, Shape};
use assay_source::Range;

use crate::edit::Edit;
use crate::source::Source;

/// Adds an argument at the end.
pub(crate) fn append(source: &Source<'_>, call: NodeId, text: &str) -> Edit {
    let Some(last) = source.outline.arguments(call).into_iter().next_back() else {
        return Edit::insert(inside_end(source, call), text);
    };
    let range = outer(source, last, call);
    let gap = match own_line(source, range.start) {
        Some(indentation) => format!("{}{indentation}", source.line_end()),
        None => " ".to_owned(),
    };
    Edit::insert(range.end, format!(",{gap}{text}"))
}

/// Takes an argument away, with the comma that belongs to it.
pub(crate) fn remove(source: &Source<'_>, call: NodeId, argument: NodeId) -> Edit {
    let arguments = source.outline.arguments(call);
    let at = arguments.iter().position(|id| *id == argument);
    let range = outer(source, argument, call);
    let previous = at
        .and_then(|at| at.checked_sub(1))
        .and_then(|at| arguments.get(at))
        .map(|id| outer(source, *id, call));
    let next = at
        .and_then(|at| arguments.get(at + 1))
        .map(|id| outer(source, *id, call));
    let comma = comma_after(source, range.end, inside_end(source, call));
    // An argument on a line of its own takes its line with it.
    if let Some(comma) = comma
        && own_line(source, range.start).is_some()
        && let Some(line) = source.file.lines.range(source.file.lines.line(range.start))
        && source.file.lines.line(comma) == source.file.lines.line(range.start)
        && source.slice(Range::new(comma, line.end)).trim().is_empty()
    {
        return Edit::delete(line);
    }
    match (previous, next) {
        (Some(previous), _)
            if !source
                .slice(Range::new(previous.end, range.start))
                .contains('#') =>
        {
            Edit::delete(Range::new(previous.end, range.end))
        }
        (_, Some(next)) => Edit::delete(Range::new(range.start, next.start)),
        _ => Edit::delete(Range::new(range.start, comma.unwrap_or(range.end))),
    }
}

/// Where the arguments of a call end, before the parenthesis.
pub(crate) fn inside_end(source: &Source<'_>, call: NodeId) -> u32 {
    match source.shape(call) {
        Shape::Call { parentheses } => parentheses.end.saturating_sub(1),
        _ => source.outline.range(call).end,
    }
}

/// A node with the parentheses that stand around it alone, within `limit`.
pub(crate) fn outer(source: &Source<'_>, node: NodeId, limit: NodeId) -> Range {
    let mut range = source.outline.range(node);
    let bounds = match source.shape(limit) {
        Shape::Call { parentheses } => {
            Range::new(parentheses.start + 1, parentheses.end.saturating_sub(1))
        }
        _ => source.outline.range(limit),
    };
    loop {
        let before = source
            .slice(Range::new(bounds.start, range.start))
            .trim_end();
        let after = source.slice(Range::new(range.end, bounds.end));
        let skipped = after.len() - after.trim_start().len();
        if !before.ends_with('(') || !after.trim_start().starts_with(')') {
            return range;
        }
        let start = bounds.start as usize + before.len() - 1;
        range = Range::new(
            u32::try_from(start).unwrap_or(range.start),
            range.end + u32::try_from(skipped + 1).unwrap_or(1),
        );
    }
}

/// The white space before an offset, if nothing else stands before it on its line.
fn own_line<'a>(source: &'a Source<'_>, offset: u32) -> Option<&'a str> {
    let line = source.file.lines.range(source.file.lines.line(offset))?;
    let before = source.slice(Range::new(line.start, offset));
    before.trim().is_empty().then_some(before)
}

/// The place after the comma that follows.
fn comma_after(source: &Source<'_>, from: u32, limit: u32) -> Option<u32> {
    let rest = source.slice(Range::new(from, limit));
    let trimmed = rest.trim_start();
    let skipped = rest.len() - trimmed.len();
    trimmed
        .starts_with(',')
        .then(|| from + u32::try_from(skipped + 1).unwrap_or(1))
}
