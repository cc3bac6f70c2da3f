//! Statements that go.

use assay_python::outline::{NodeId, Shape};
use assay_source::Range;

use crate::edit::Edit;
use crate::source::Source;

/// Takes away the statement that a node is; where a block would be left empty, `pass` stays.
///
/// # Errors
/// If the node is only a part of a statement, or something else stands on its lines.
pub(crate) fn delete(source: &Source<'_>, node: NodeId) -> Result<Edit, String> {
    let outline = &source.outline;
    let statement = outline.statement(node).unwrap_or(node);
    let is_whole = match source.shape(statement) {
        Shape::Expression => {
            outline.children(statement).first() == Some(&node) || statement == node
        }
        Shape::Assign => source.is_target(node),
        _ => statement == node,
    };
    if !is_whole {
        return Err("its value is used".to_owned());
    }
    let range = outline.range(statement);
    let lines = &source.file.lines;
    let first = lines.range(lines.line(range.start)).unwrap_or(range);
    let last = lines.range(lines.line(range.end)).unwrap_or(range);
    let before = source.slice(Range::new(first.start, range.start));
    let after = source.slice(Range::new(range.end, last.end)).trim();
    if !before.trim().is_empty() || !(after.is_empty() || after.starts_with('#')) {
        return Err("another statement stands on its line".to_owned());
    }
    if is_alone(source, statement) {
        return Ok(Edit::replace(range, "pass"));
    }
    Ok(Edit::delete(Range::new(first.start, last.end)))
}

/// True if a block would be empty without this statement.
fn is_alone(source: &Source<'_>, statement: NodeId) -> bool {
    let outline = &source.outline;
    let Some(parent) = outline.parent(statement) else {
        return false;
    };
    if *source.shape(parent) == Shape::Module {
        return false;
    }
    let siblings: Vec<NodeId> = outline
        .children(parent)
        .into_iter()
        .filter(|id| outline.is_statement(*id))
        .collect();
    let at = siblings.iter().position(|id| *id == statement);
    let Some(at) = at else { return true };
    let together = |one: Option<&NodeId>, other: Option<&NodeId>| {
        let (Some(one), Some(other)) = (one, other) else {
            return false;
        };
        let between = source.slice(Range::new(
            outline.range(*one).end,
            outline.range(*other).start,
        ));
        between
            .lines()
            .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
    };
    let previous = at.checked_sub(1).and_then(|at| siblings.get(at));
    let next = siblings.get(at + 1);
    !together(previous, Some(&statement)) && !together(Some(&statement), next)
}
