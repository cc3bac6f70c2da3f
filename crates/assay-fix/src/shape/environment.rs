//! Secrets and flags that come from the environment.

use assay_python::outline::{NodeId, Shape};

use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::Source;

/// A secret that stands in the code is read from the environment instead.
pub(super) fn secret(case: &Case<'_>) -> Attempt {
    let Some(source) = case.source() else {
        return Ok(None);
    };
    let outline = &source.outline;
    let at = outline.at(case.finding.place.bytes);
    let text = at.iter().copied().find_map(|id| literal(source, id));
    let Some(text) = text else {
        return no_fallback(case);
    };
    // A literal behind a variable of the environment is only its fallback.
    let around = outline
        .around(text)
        .take_while(|id| !outline.is_statement(*id))
        .find(|id| fallback(source, *id).is_some());
    if let Some(around) = around {
        return without_fallback(case, source, around);
    }
    let name = name_of(source, text)
        .ok_or_else(|| "what the variable would be called is not clear".to_owned())?;
    let mut imports = Vec::new();
    let suffix = match source.shape(text) {
        Shape::Text { bytes: true, .. } => ".encode()",
        _ => "",
    };
    let value = source.fill(
        &format!("{{os:environ}}[\"{name}\"]{suffix}"),
        text,
        &mut imports,
    )?;
    let edit = Edit::replace(outline.range(text), value);
    Ok(Some(Draft::of(
        &case.finding.place.path,
        vec![edit],
        imports,
    )))
}

/// The text that a node is, or assigns.
fn literal(source: &Source<'_>, id: NodeId) -> Option<NodeId> {
    match source.shape(id) {
        Shape::Text { .. } => Some(id),
        Shape::Assign | Shape::Annotated => source
            .outline
            .children(id)
            .last()
            .copied()
            .filter(|value| matches!(source.shape(*value), Shape::Text { .. })),
        _ => None,
    }
}

/// A variable of the environment without the text that stands in for it.
pub(super) fn no_fallback(case: &Case<'_>) -> Attempt {
    let Some(source) = case.source() else {
        return Ok(None);
    };
    let outline = &source.outline;
    let Some(root) = outline.at(case.finding.place.bytes).into_iter().next() else {
        return Ok(None);
    };
    let found = std::iter::once(root)
        .chain(
            outline
                .around(root)
                .take_while(|id| !outline.is_statement(*id)),
        )
        .chain(outline.inside(root))
        .find(|id| fallback(source, *id).is_some());
    match found {
        Some(found) => without_fallback(case, source, found),
        None => Ok(None),
    }
}

fn without_fallback(case: &Case<'_>, source: &Source<'_>, node: NodeId) -> Attempt {
    let Some(variable) = fallback(source, node) else {
        return Ok(None);
    };
    let mut imports = Vec::new();
    let value = source.fill("{os:environ}", node, &mut imports)?;
    let text = format!("{value}[{}]", source.text(variable));
    let edit = Edit::replace(source.outline.range(node), text);
    Ok(Some(Draft::of(
        &case.finding.place.path,
        vec![edit],
        imports,
    )))
}

/// The name of the variable in `environ.get(name, "text")` and `environ.get(name) or "text"`.
fn fallback(source: &Source<'_>, node: NodeId) -> Option<NodeId> {
    let outline = &source.outline;
    match source.shape(node) {
        Shape::Or => match outline.children(node)[..] {
            [left, right] if matches!(source.shape(right), Shape::Text { .. }) => {
                variable(source, left)
            }
            _ => None,
        },
        Shape::Call { .. } if outline.arguments(node).len() == 2 => variable(source, node),
        _ => None,
    }
}

/// The first argument of `os.getenv` and `os.environ.get`.
fn variable(source: &Source<'_>, call: NodeId) -> Option<NodeId> {
    let path = source.path(source.outline.callee(call)?)?;
    matches!(path.as_str(), "os.getenv" | "os.environ.get").then_some(())?;
    source.outline.positional(call).first().copied()
}

/// `1` means yes, everything else no.
pub(super) fn flag(case: &Case<'_>) -> Attempt {
    let Some(source) = case.source() else {
        return Ok(None);
    };
    let outline = &source.outline;
    let Some(found) = outline.at(case.finding.place.bytes).into_iter().next() else {
        return Ok(None);
    };
    let root = if source.is_target(found) {
        outline.statement(found).unwrap_or(found)
    } else {
        found
    };
    let calls: Vec<NodeId> = outline
        .inside(root)
        .filter(|id| variable(source, *id).is_some())
        .collect();
    let [call] = calls[..] else {
        return Err("which variable decides is not clear".to_owned());
    };
    let Some(name) = variable(source, call) else {
        return Ok(None);
    };
    let arguments = outline
        .parent(call)
        .filter(|id| *source.shape(*id) == Shape::Arguments);
    let whole = arguments
        .and_then(|id| outline.parent(id))
        .filter(|outer| {
            outline
                .callee(*outer)
                .is_some_and(|callee| source.text(callee) == "bool")
        })
        .unwrap_or(call);
    let callee = outline
        .callee(call)
        .map(|callee| source.text(callee))
        .unwrap_or_default();
    let text = format!("{callee}({}) == \"1\"", source.text(name));
    let edit = Edit::replace(outline.range(whole), text);
    Ok(Some(Draft::of(
        &case.finding.place.path,
        vec![edit],
        Vec::new(),
    )))
}

/// What a variable for this text would be called: as what it is assigned to.
fn name_of(source: &Source<'_>, text: NodeId) -> Option<String> {
    let outline = &source.outline;
    let parent = outline.parent(text)?;
    let name = match source.shape(parent) {
        Shape::Assign | Shape::Annotated => {
            let target = outline.children(parent).into_iter().next()?;
            match source.shape(target) {
                Shape::Name => source.text(target).to_owned(),
                Shape::Attribute { name } => source.slice(*name).to_owned(),
                Shape::Subscript => text_of(source, *outline.children(target).last()?)?,
                _ => return None,
            }
        }
        Shape::Keyword { name } => name.clone()?,
        Shape::Dict => {
            let children = outline.children(parent);
            let at = children.iter().position(|id| *id == text)?;
            if at % 2 == 0 {
                return None;
            }
            text_of(source, *children.get(at - 1)?)?
        }
        _ => return None,
    };
    let name = name.trim_matches('_').to_uppercase();
    let is_plain = !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_');
    // A single word says too little beside the variables of other programs.
    match (is_plain, name.contains('_')) {
        (true, true) => Some(name),
        (true, false) => Some(format!("APP_{name}")),
        (false, _) => None,
    }
}

fn text_of(source: &Source<'_>, id: NodeId) -> Option<String> {
    match source.shape(id) {
        Shape::Text {
            value,
            bytes: false,
            ..
        } => Some(value.clone()),
        _ => None,
    }
}
