//! Values that nobody can predict, drawn in the same way.

use assay_python::outline::{NodeId, Shape};

use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::Source;

pub(super) fn system_random(case: &Case<'_>) -> Attempt {
    for place in case.finding.places() {
        let Some(source) = case.sources.get(&place.path) else {
            continue;
        };
        let outline = &source.outline;
        for root in outline.at(place.bytes) {
            let calls = std::iter::once(root).chain(outline.inside(root));
            let call = calls.into_iter().find_map(|id| drawn(source, id));
            if let Some((callee, name)) = call {
                let mut imports = Vec::new();
                let text = match name.as_str() {
                    "randbytes" => source.fill("{secrets:token_bytes}", callee, &mut imports)?,
                    "choice" => source.fill("{secrets:choice}", callee, &mut imports)?,
                    "uuid1" => source.fill("{uuid:uuid4}", callee, &mut imports)?,
                    _ => {
                        let system = source.fill("{random:SystemRandom}", callee, &mut imports)?;
                        format!("{system}().{name}")
                    }
                };
                let edit = Edit::replace(outline.range(callee), text);
                return Ok(Some(Draft::of(&place.path, vec![edit], imports)));
            }
        }
    }
    Ok(None)
}

/// A call of the module `random`: its callee, and the name of the function.
fn drawn(source: &Source<'_>, id: NodeId) -> Option<(NodeId, String)> {
    if !matches!(source.shape(id), Shape::Call { .. }) {
        return None;
    }
    let callee = source.outline.callee(id)?;
    let path = source.path(callee)?;
    if path == "uuid.uuid1" && source.outline.arguments(id).is_empty() {
        return Some((callee, "uuid1".to_owned()));
    }
    let name = path.strip_prefix("random.")?;
    matches!(
        name,
        "random"
            | "randint"
            | "randrange"
            | "choice"
            | "choices"
            | "sample"
            | "shuffle"
            | "getrandbits"
            | "uniform"
            | "randbytes"
    )
    .then(|| (callee, name.to_owned()))
}
