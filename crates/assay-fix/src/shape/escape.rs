//! Values that are escaped where they become part of a page, or shown with their line breaks in a log.

use std::collections::BTreeSet;

use assay_python::outline::{NodeId, Shape, TextPart};
use assay_source::Range;

use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::{Import, Source};
use crate::words::{What, assembled};

/// The text of a page that is put together: its values are escaped.
pub(super) fn escaped(case: &Case<'_>) -> Attempt {
    if let Some((source, call)) = case.call()
        && let Some(callee) = source.outline.callee(call)
        && source
            .path(callee)
            .is_some_and(|path| matches!(path.as_str(), "markupsafe.Markup" | "flask.Markup"))
    {
        return markup(case, source, call);
    }
    let steps = case.finding.trace.iter().rev().map(|step| &step.place);
    for place in steps.chain([&case.finding.place]) {
        let Some(source) = case.sources.get(&place.path) else {
            continue;
        };
        for root in source.outline.at(place.bytes) {
            let Some(made) = text_in(source, root) else {
                continue;
            };
            let Ok(text) = assembled(source, made) else {
                continue;
            };
            // Far from the answer, a text without markup is read by others, too: by logs, by programs.
            let is_far = place.path != case.finding.place.path;
            if is_raised(source, made) || is_far && !source.text(made).contains('<') {
                continue;
            }
            let is_sum = matches!(source.shape(made), Shape::Binary { operator: "+" });
            let nodes: Vec<NodeId> = text.values.iter().map(|value| value.node).collect();
            let mut imports = Vec::new();
            let mut edits = Vec::new();
            for node in tainted(case, source, &nodes) {
                if is_safe(source, node) {
                    continue;
                }
                let (call, escapes_others) = escape_function(source, node, &mut imports)?;
                let own = source.text(node);
                // Added to a text, what is escaped would escape that text too.
                let shown = if is_sum && escapes_others {
                    format!("str({call}({own}))")
                } else {
                    format!("{call}({own})")
                };
                edits.push(Edit::replace(source.outline.range(node), shown));
            }
            if !edits.is_empty() {
                return Ok(Some(Draft::of(&place.path, edits, imports)));
            }
        }
    }
    Ok(None)
}

/// True for the text of an exception.
fn is_raised(source: &Source<'_>, id: NodeId) -> bool {
    let statement = source.outline.statement(id);
    statement.is_some_and(|statement| source.text(statement).starts_with("raise "))
}

/// What escapes, and whether what it gives escapes texts that it is added to.
fn escape_function(
    source: &Source<'_>,
    at: NodeId,
    imports: &mut Vec<Import>,
) -> Result<(String, bool), String> {
    let mut why = String::new();
    for (name, others) in [
        ("{markupsafe:escape}", true),
        ("{flask:escape}", true),
        ("{html:escape}", false),
    ] {
        if name == "{flask:escape}"
            && source
                .reach("flask", Some("escape"), at)
                .is_ok_and(|reached| reached.import.is_some())
        {
            continue;
        }
        match source.fill(name, at, imports) {
            Ok(call) => return Ok((call, others)),
            Err(reason) => why = reason,
        }
    }
    Err(why)
}

/// The text that is put together in a statement or expression, outermost first.
fn text_in(source: &Source<'_>, root: NodeId) -> Option<NodeId> {
    std::iter::once(root)
        .chain(source.outline.inside(root))
        .find(|id| match source.shape(*id) {
            Shape::Format { .. } | Shape::Binary { operator: "+" | "%" } => true,
            Shape::Call { .. } => source.outline.callee(*id).is_some_and(|callee| {
                matches!(source.shape(callee), Shape::Attribute { name } if source.slice(*name) == "format")
            }),
            _ => false,
        })
}

/// The values that the flow goes through, by the names that it mentions; all of them if none is mentioned.
fn tainted(case: &Case<'_>, source: &Source<'_>, values: &[NodeId]) -> Vec<NodeId> {
    let names: BTreeSet<&str> = case
        .finding
        .trace
        .iter()
        .filter_map(|step| step.text.split('`').nth(1))
        .collect();
    let places: Vec<Range> = case
        .finding
        .trace
        .iter()
        .filter(|step| step.place.path == *source.file.path)
        .map(|step| step.place.bytes)
        .collect();
    let goes_through = |id: &NodeId| {
        let own = source.outline.range(*id);
        let inner = std::iter::once(*id).chain(source.outline.inside(*id));
        places
            .iter()
            .any(|place| own.start <= place.start && place.end <= own.end)
            || inner.into_iter().any(|inner| {
                *source.shape(inner) == Shape::Name && names.contains(source.text(inner))
            })
    };
    let chosen: Vec<NodeId> = values.iter().copied().filter(goes_through).collect();
    if chosen.is_empty() {
        values.to_vec()
    } else {
        chosen
    }
}

/// True for what cannot hold markup.
fn is_safe(source: &Source<'_>, node: NodeId) -> bool {
    *source.shape(node) == Shape::Number
        || source.outline.callee(node).is_some_and(|callee| {
            let name = source.text(callee).rsplit('.').next().unwrap_or_default();
            matches!(
                name,
                "escape" | "int" | "len" | "float" | "url_for" | "quote"
            )
        })
}

/// `Markup(f"<b>{name}</b>")` becomes `Markup("<b>{}</b>").format(name)`.
fn markup(case: &Case<'_>, source: &Source<'_>, call: NodeId) -> Attempt {
    let outline = &source.outline;
    let Some(argument) = outline.positional(call).first().copied() else {
        return Ok(None);
    };
    let text = assembled(source, argument)?;
    if text.values.is_empty() {
        return Ok(None);
    }
    let is_format = matches!(source.shape(argument), Shape::Format { .. });
    let mut edits = Vec::new();
    let mut values = Vec::new();
    for unit in &text.units {
        match unit.what {
            What::Hole(number) => {
                let Some(value) = text.values.get(number) else {
                    continue;
                };
                edits.push(Edit::replace(unit.range, format!("{{}}{}", value.closing)));
                values.push(source.text(value.node));
            }
            // A brace means itself only if it is written twice; in an f-string it is already.
            What::Char('{') if !is_format || unit.range.end == unit.range.start + 1 => {
                edits.push(Edit::insert(unit.range.start, "{"));
            }
            What::Char('}') if !is_format || unit.range.end == unit.range.start + 1 => {
                edits.push(Edit::insert(unit.range.start, "}"));
            }
            What::Char(_) | What::Seam => {}
        }
    }
    if text.percent_doubled && text.text().contains('%') {
        return Err("the text has percent signs of its own".to_owned());
    }
    let inside = |range: Range| {
        text.units.iter().any(|unit| {
            matches!(unit.what, What::Char('{' | '}'))
                && unit.range.start <= range.start
                && range.end <= unit.range.end
        })
    };
    edits.extend(
        text.leftovers
            .iter()
            .filter(|edit| !inside(Range::new(edit.start, edit.end)))
            .cloned(),
    );
    edits.push(Edit::insert(
        outline.range(call).end,
        format!(".format({})", values.join(", ")),
    ));
    Ok(Some(Draft::of(&case.finding.place.path, edits, Vec::new())))
}

/// `%s` becomes `%r`, and `{value}` becomes `{value!r}`.
pub(super) fn logged(case: &Case<'_>) -> Attempt {
    let Some((source, call)) = case.call() else {
        return Ok(None);
    };
    let outline = &source.outline;
    let positional = outline.positional(call);
    let Some((message, values)) = positional.split_first() else {
        return Ok(None);
    };
    let mut edits = Vec::new();
    match source.shape(*message) {
        Shape::Format { parts } => {
            let holes: Vec<(NodeId, &assay_python::outline::Hole)> = parts
                .iter()
                .flat_map(|part: &TextPart| &part.holes)
                .filter(|hole| hole.conversion.is_none() && !hole.formatted)
                .filter_map(|hole| Some((outline.at(hole.expression).into_iter().next()?, hole)))
                .collect();
            let nodes: Vec<NodeId> = holes.iter().map(|(node, _)| *node).collect();
            let chosen = tainted(case, source, &nodes);
            for (node, hole) in holes {
                if chosen.contains(&node) {
                    edits.push(Edit::insert(hole.range.end - 1, "!r"));
                }
            }
        }
        Shape::Text { bytes: false, .. } if !values.is_empty() => {
            let text = assembled(source, *message)?;
            let chosen = tainted(case, source, values);
            let mut number = 0;
            let mut units = text.units.iter();
            while let Some(unit) = units.next() {
                if unit.what != What::Char('%') {
                    continue;
                }
                let Some(kind) = units.next() else { break };
                match kind.what {
                    What::Char('%') => {}
                    What::Char('(') => return Ok(None),
                    What::Char('s') => {
                        if values
                            .get(number)
                            .is_some_and(|value| chosen.contains(value))
                        {
                            edits.push(Edit::replace(kind.range, "r"));
                        }
                        number += 1;
                    }
                    _ => number += 1,
                }
            }
        }
        Shape::Binary { operator: "+" } => {
            let text = assembled(source, *message)?;
            let nodes: Vec<NodeId> = text.values.iter().map(|value| value.node).collect();
            for node in tainted(case, source, &nodes) {
                let shown = format!("repr({})", source.text(node));
                edits.push(Edit::replace(outline.range(node), shown));
            }
        }
        _ => {}
    }
    if edits.is_empty() {
        return Ok(None);
    }
    Ok(Some(Draft::of(&case.finding.place.path, edits, Vec::new())))
}
