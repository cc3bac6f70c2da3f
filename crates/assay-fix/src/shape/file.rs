//! Files whose names come from outside.

use assay_python::outline::{NodeId, Shape};
use assay_source::Range;

use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::Source;
use crate::words::{What, assembled};

/// `upload.filename` goes through `secure_filename`.
pub(super) fn secure_filename(case: &Case<'_>) -> Attempt {
    for place in case.finding.places() {
        let Some(source) = case.sources.get(&place.path) else {
            continue;
        };
        let outline = &source.outline;
        for root in outline.at(place.bytes) {
            let found = std::iter::once(root).chain(outline.inside(root)).find(|id| {
                matches!(source.shape(*id), Shape::Attribute { name } if source.slice(*name) == "filename")
                    && !is_checked(source, *id)
            });
            if let Some(found) = found {
                let mut imports = Vec::new();
                let call = source.fill("{werkzeug.utils:secure_filename}", found, &mut imports)?;
                let text = format!("{call}({})", source.text(found));
                let edit = Edit::replace(outline.range(found), text);
                let draft = Draft::of(&place.path, vec![edit], imports);
                return Ok(Some(draft.noted("It gives an empty name for `..` and the like, and two uploads may have one name")));
            }
        }
    }
    Ok(None)
}

/// True if the name is only looked at, as in `if upload.filename`.
fn is_checked(source: &Source<'_>, id: NodeId) -> bool {
    source.outline.parent(id).is_some_and(|parent| {
        matches!(
            source.shape(parent),
            Shape::Compare { .. } | Shape::Not | Shape::And | Shape::Or | Shape::Statement
        )
    })
}

/// `send_file(os.path.join(folder, name))` becomes `send_from_directory(folder, name)`.
pub(super) fn send_from_directory(case: &Case<'_>) -> Attempt {
    let Some((source, call)) = case.call() else {
        return Ok(None);
    };
    let outline = &source.outline;
    let Some(callee) = outline.callee(call) else {
        return Ok(None);
    };
    if source.path(callee).as_deref() != Some("flask.send_file") {
        return Ok(None);
    }
    let Some(path) = outline.positional(call).first().copied() else {
        return Ok(None);
    };
    let joined = outline.callee(path).and_then(|callee| source.path(callee));
    let arguments = outline.positional(path);
    let both = if joined.as_deref() == Some("os.path.join") {
        match arguments[..] {
            [_, ref rest @ ..]
                if !rest.is_empty() && rest.len() == outline.arguments(path).len() - 1 =>
            {
                let first = arguments
                    .first()
                    .map(|id| source.text(*id))
                    .unwrap_or_default();
                let names: Vec<&str> = rest.iter().map(|id| source.text(*id)).collect();
                let name = match names[..] {
                    [only] => only.to_owned(),
                    _ => return Err("which part of the path is the folder is not clear".to_owned()),
                };
                Some((first.to_owned(), name))
            }
            _ => None,
        }
    } else {
        folder_and_name(source, path)
    };
    let Some((folder, name)) = both else {
        return Err("which part of the path is the folder is not clear".to_owned());
    };
    let mut imports = Vec::new();
    let new = source.fill("{flask:send_from_directory}", call, &mut imports)?;
    let edits = vec![
        Edit::replace(outline.range(callee), new),
        Edit::replace(outline.range(path), format!("{folder}, {name}")),
    ];
    Ok(Some(Draft::of(&case.finding.place.path, edits, imports)))
}

/// `"folder/" + name` as `"folder"` and `name`.
fn folder_and_name(source: &Source<'_>, path: NodeId) -> Option<(String, String)> {
    let text = assembled(source, path).ok()?;
    let (last, before) = text.units.split_last()?;
    let (What::Hole(number), Some(first), Some(slash)) = (last.what, before.first(), before.last())
    else {
        return None;
    };
    let plain = before.iter().all(
        |unit| matches!(unit.what, What::Char(character) if character > ' ' && character != '\\'),
    );
    if !plain || slash.what != What::Char('/') || before.len() < 2 {
        return None;
    }
    let folder = source.slice(Range::new(first.range.start, slash.range.start));
    let value = text.values.get(number)?;
    Some((format!("\"{folder}\""), source.text(value.node).to_owned()))
}
