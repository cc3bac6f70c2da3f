//! Comparisons of secrets that take the same time whatever is different.

use assay_python::outline::{NodeId, Shape};

use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::Source;

pub(super) fn constant_time(case: &Case<'_>) -> Attempt {
    let Some(source) = case.source() else {
        return Ok(None);
    };
    let outline = &source.outline;
    let compare = outline
        .at(case.finding.place.bytes)
        .into_iter()
        .find(|id| matches!(source.shape(*id), Shape::Compare { .. }));
    let Some(compare) = compare else {
        return Ok(None);
    };
    let Shape::Compare { operators } = source.shape(compare) else {
        return Ok(None);
    };
    let ([operator], [left, right]) = (&operators[..], &outline.children(compare)[..]) else {
        return Ok(None);
    };
    let negated = match *operator {
        "==" => false,
        "!=" => true,
        _ => return Ok(None),
    };
    let mut imports = Vec::new();
    let call = source.fill("{hmac:compare_digest}", compare, &mut imports)?;
    let both = format!(
        "{call}({}, {})",
        operand(source, *left),
        operand(source, *right)
    );
    // `not` binds weaker than what may stand around a comparison.
    let is_inside = outline.parent(compare).is_some_and(|parent| {
        matches!(
            source.shape(parent),
            Shape::Compare { .. } | Shape::Binary { .. } | Shape::Other
        )
    });
    let text = match (negated, is_inside) {
        (false, _) => both,
        (true, false) => format!("not {both}"),
        (true, true) => format!("(not {both})"),
    };
    let edit = Edit::replace(outline.range(compare), text);
    let draft = Draft::of(&case.finding.place.path, vec![edit], imports);
    Ok(Some(draft.noted(
        "Both sides have to be bytes, or text of ASCII characters",
    )))
}

/// `mapping.get("key")` gives None where the key is missing, which cannot be compared so.
fn operand(source: &Source<'_>, id: NodeId) -> String {
    let text = source.text(id);
    let outline = &source.outline;
    let is_get = outline.callee(id).is_some_and(|callee| {
        matches!(source.shape(callee), Shape::Attribute { name } if source.slice(*name) == "get")
    });
    if is_get && outline.arguments(id).len() == 1 && outline.positional(id).len() == 1 {
        let inner = text.strip_suffix(')').unwrap_or(text);
        return format!("{inner}, \"\")");
    }
    text.to_owned()
}
