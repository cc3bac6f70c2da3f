//! Statements and decorators that come to another place, or become others.

use assay_python::outline::{NodeId, Shape};
use assay_source::Range;

use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::Source;

/// The decorator that a finding names, with its function.
fn decorator<'a>(case: &Case<'a>) -> Option<(&'a Source<'a>, NodeId, NodeId)> {
    let source = case.source()?;
    let outline = &source.outline;
    let found = outline.at(case.finding.place.bytes);
    let decorator = found.into_iter().find_map(|id| {
        std::iter::once(id)
            .chain(outline.around(id))
            .find(|id| *source.shape(*id) == Shape::Decorator)
    })?;
    Some((source, decorator, outline.parent(decorator)?))
}

fn lines(source: &Source<'_>, node: NodeId) -> Option<Range> {
    let range = source.outline.range(node);
    let index = &source.file.lines;
    source.indentation(node)?;
    let first = index.range(index.line(range.start))?;
    let last = index.range(index.line(range.end))?;
    let after = source.slice(Range::new(range.end, last.end)).trim();
    (after.is_empty() || after.starts_with('#')).then_some(Range::new(first.start, last.end))
}

pub(super) fn no_decorator(case: &Case<'_>) -> Attempt {
    let Some((source, decorator, _)) = decorator(case) else {
        return Ok(None);
    };
    let Some(range) = lines(source, decorator) else {
        return Ok(None);
    };
    let edit = Edit::delete(range);
    Ok(Some(Draft::of(
        &case.finding.place.path,
        vec![edit],
        Vec::new(),
    )))
}

pub(super) fn guard_below_route(case: &Case<'_>) -> Attempt {
    let Some((source, decorator, function)) = decorator(case) else {
        return Ok(None);
    };
    let all: Vec<NodeId> = source
        .outline
        .children(function)
        .into_iter()
        .filter(|id| *source.shape(*id) == Shape::Decorator)
        .collect();
    let last = all.last().copied().filter(|last| *last != decorator);
    let (Some(own), Some(last)) = (
        lines(source, decorator),
        last.and_then(|last| lines(source, last)),
    ) else {
        return Ok(None);
    };
    let text = source.slice(own).to_owned();
    let edits = vec![Edit::delete(own), Edit::insert(last.end, text)];
    Ok(Some(Draft::of(&case.finding.place.path, edits, Vec::new())))
}

/// `assert check` becomes `if not check: abort(…)`.
pub(super) fn assert_to_abort(case: &Case<'_>) -> Attempt {
    let Some(source) = case.source() else {
        return Ok(None);
    };
    let outline = &source.outline;
    let statement = outline
        .at(case.finding.place.bytes)
        .into_iter()
        .find(|id| *source.shape(*id) == Shape::Assert);
    let Some(statement) = statement else {
        return Ok(None);
    };
    if is_caught(source, statement) {
        return Err(
            "what fails here is caught around it, and an answer would come instead of that"
                .to_owned(),
        );
    }
    let children = outline.children(statement);
    let (Some(test), Some(indentation)) =
        (children.first().copied(), source.indentation(statement))
    else {
        return Ok(None);
    };
    let mut imports = Vec::new();
    let abort = source.fill("{flask:abort}", statement, &mut imports)?;
    let is_about_people = ["session", "user", "role", "admin", "g."]
        .iter()
        .any(|word| source.text(test).contains(word));
    let status = if is_about_people { 403 } else { 400 };
    let message = children.get(1).map_or_else(String::new, |message| {
        format!(", {}", source.text(*message))
    });
    let unit = if indentation.contains('\t') {
        "\t"
    } else {
        "    "
    };
    let refusal = format!(
        "if {}:{}{indentation}{unit}{abort}({status}{message})",
        negated(source, test),
        source.line_end()
    );
    let edit = Edit::replace(outline.range(statement), refusal);
    Ok(Some(Draft::of(
        &case.finding.place.path,
        vec![edit],
        imports,
    )))
}

/// True if a `try` around an `assert` goes on when it fails.
fn is_caught(source: &Source<'_>, statement: NodeId) -> bool {
    let outline = &source.outline;
    let mut inner = statement;
    for outer in outline.around(statement) {
        if matches!(source.shape(outer), Shape::Function { .. }) {
            return false;
        }
        // What stands in a handler itself is not caught by its neighbours.
        let is_handler = |id: &NodeId| matches!(source.shape(*id), Shape::Handler { .. });
        let catches = outline.children(outer).into_iter().filter(is_handler);
        if !is_handler(&inner)
            && catches.into_iter().any(|handler| {
                let text = source.text(handler);
                let head = text.split(':').next().unwrap_or_default();
                let bare = head.trim() == "except";
                bare || ["AssertionError", "Exception"]
                    .iter()
                    .any(|name| head.contains(name))
            })
        {
            return true;
        }
        inner = outer;
    }
    false
}

/// The opposite of a condition.
fn negated(source: &Source<'_>, test: NodeId) -> String {
    let outline = &source.outline;
    let whole = source.text(test);
    match source.shape(test) {
        Shape::Compare { operators } => {
            if let ([operator], [left, right]) = (&operators[..], &outline.children(test)[..]) {
                let opposite = match *operator {
                    "==" => "!=",
                    "!=" => "==",
                    "in" => "not in",
                    "not in" => "in",
                    "is" => "is not",
                    "is not" => "is",
                    _ => return format!("not {whole}"),
                };
                return format!("{} {opposite} {}", source.text(*left), source.text(*right));
            }
            format!("not ({whole})")
        }
        Shape::Not => outline.children(test).first().map_or_else(
            || format!("not {whole}"),
            |inner| source.text(*inner).to_owned(),
        ),
        Shape::Name | Shape::Attribute { .. } | Shape::Call { .. } | Shape::Subscript => {
            format!("not {whole}")
        }
        _ => format!("not ({whole})"),
    }
}
