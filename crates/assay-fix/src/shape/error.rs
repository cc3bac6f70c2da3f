//! Texts of exceptions that stay inside: the log has them, the answer does not.

use std::collections::BTreeSet;

use assay_python::outline::{NodeId, Shape};

use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::{Import, Source};

/// What the client reads instead.
const INSTEAD: &str = "an internal error";

pub(super) fn text(case: &Case<'_>) -> Attempt {
    let Some(source) = case.source() else {
        return Ok(None);
    };
    let outline = &source.outline;
    let Some(root) = outline.at(case.finding.place.bytes).into_iter().next() else {
        return Ok(None);
    };
    let statement = outline.statement(root).unwrap_or(root);
    let shown = source.text(statement);
    // Of what the client did wrong, the client may read.
    if !["500", "502", "503", "INTERNAL_SERVER_ERROR"]
        .iter()
        .any(|status| shown.contains(status))
    {
        return Err("the text may be meant for the client; give it a text of its own".to_owned());
    }
    let handler = outline
        .around(statement)
        .find(|id| matches!(source.shape(*id), Shape::Handler { .. }));
    let names: BTreeSet<&str> = outline
        .around(statement)
        .filter_map(|id| match source.shape(id) {
            Shape::Handler { name } => name.as_deref(),
            _ => None,
        })
        .collect();
    // `str(error).splitlines()[0]` of a constant would be nonsense.
    let is_worked_on = outline.inside(statement).into_iter().any(|id| {
        is_detail(source, id, &names, false)
            && outline.parent(id).is_some_and(|parent| {
                matches!(
                    source.shape(parent),
                    Shape::Attribute { .. } | Shape::Subscript
                )
            })
    });
    if is_worked_on {
        return Err(
            "the text of the exception is taken apart; give the client a text of its own"
                .to_owned(),
        );
    }
    let mut edits = Vec::new();
    for id in outline.inside(statement) {
        match source.shape(id) {
            Shape::Format { parts } => {
                let (mut gone, mut stays) = (Vec::new(), false);
                for hole in parts.iter().flat_map(|part| &part.holes) {
                    let node = outline.at(hole.expression).into_iter().next();
                    if node.is_some_and(|node| is_detail(source, node, &names, true)) {
                        gone.push(Edit::replace(hole.range, INSTEAD));
                    } else {
                        stays = true;
                    }
                }
                if !gone.is_empty()
                    && !stays
                    && let [part] = &parts[..]
                    && !source.text(id).contains("{{")
                {
                    let prefix = source.text(id).find(['"', '\'']).unwrap_or(0);
                    if prefix == 1 {
                        edits.push(Edit::delete(assay_source::Range::new(
                            part.range.start,
                            part.range.start + 1,
                        )));
                    }
                }
                edits.extend(gone);
            }
            _ if is_detail(source, id, &names, false) && !inside_format(source, id) => {
                let edit = folded(source, id)
                    .unwrap_or_else(|| Edit::replace(outline.range(id), format!("\"{INSTEAD}\"")));
                edits.push(edit);
            }
            _ => {}
        }
    }
    if edits.is_empty() {
        return Ok(None);
    }
    let mut imports = Vec::new();
    edits.extend(logged(source, statement, handler, &mut imports)?);
    Ok(Some(Draft::of(&case.finding.place.path, edits, imports)))
}

/// `"Not kept: %s" % str(error)` as one text.
fn folded(source: &Source<'_>, id: NodeId) -> Option<Edit> {
    let outline = &source.outline;
    let sum = outline.parent(id)?;
    let is_filled = matches!(source.shape(sum), Shape::Binary { operator: "%" });
    let left = outline.children(sum).first().copied()?;
    let text = source.text(left);
    let is_plain = text.starts_with(['"', '\'']) && text.matches('%').count() == 1;
    (is_filled && left != id && is_plain && text.contains("%s"))
        .then(|| Edit::replace(outline.range(sum), text.replacen("%s", INSTEAD, 1)))
}

fn inside_format(source: &Source<'_>, id: NodeId) -> bool {
    source
        .outline
        .around(id)
        .any(|outer| matches!(source.shape(outer), Shape::Format { .. }))
}

/// `str(error)`, `repr(error)`, `traceback.format_exc()`; in an f-string also `error`.
fn is_detail(source: &Source<'_>, id: NodeId, names: &BTreeSet<&str>, bare: bool) -> bool {
    let outline = &source.outline;
    if bare && *source.shape(id) == Shape::Name {
        return names.contains(source.text(id));
    }
    let Some(callee) = outline.callee(id) else {
        return false;
    };
    match (source.path(callee).as_deref(), &outline.arguments(id)[..]) {
        (Some("str" | "repr"), [only]) => names.contains(source.text(*only)),
        (Some("traceback.format_exc"), []) => true,
        _ => false,
    }
}

/// A line for the log above the answer, unless the handler writes one already.
fn logged(
    source: &Source<'_>,
    statement: NodeId,
    handler: Option<NodeId>,
    imports: &mut Vec<Import>,
) -> Result<Option<Edit>, String> {
    let Some(handler) = handler else {
        return Err("whether the error is written to a log is not clear".to_owned());
    };
    let body = source.text(handler);
    let writes = [
        ".exception(",
        "logger.error(",
        "log.error(",
        "logging.error(",
        "logger.warning(",
        "print_exc(",
        "log.warning(",
    ];
    if writes.iter().any(|write| body.contains(write)) {
        return Ok(None);
    }
    let Some(indentation) = source.indentation(statement) else {
        return Err("another statement stands on its line".to_owned());
    };
    let named = ["logger", "log", "LOG", "_logger", "LOGGER"]
        .into_iter()
        .find(|name| {
            source.outline.ids().any(|id| {
                *source.shape(id) == Shape::Name
                    && source.text(id) == *name
                    && source.is_target(id)
                    && source.outline.function(id).is_none()
            })
        });
    let logger = match named {
        Some(name) => name.to_owned(),
        None => format!(
            "{}.logger",
            source.fill("{flask:current_app}", statement, imports)?
        ),
    };
    let name =
        source
            .outline
            .function(statement)
            .and_then(|function| match source.shape(function) {
                Shape::Function { name } => Some(source.slice(*name)),
                _ => None,
            });
    let line = format!(
        "{logger}.exception(\"{} failed\"){}{indentation}",
        name.unwrap_or("the request"),
        source.line_end()
    );
    Ok(Some(Edit::insert(
        source.outline.range(statement).start,
        line,
    )))
}
