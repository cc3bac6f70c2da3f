//! XML parsers that expand no entities and read no other files.

use assay_python::outline::{NodeId, Shape};

use crate::draft::{Attempt, Case, Draft};
use crate::edit::Edit;
use crate::source::Source;

/// What `defusedxml` offers under the same names.
const OFFERED: [&str; 10] = [
    "parse",
    "iterparse",
    "fromstring",
    "XML",
    "XMLParser",
    "tostring",
    "ParseError",
    "parseString",
    "XMLParse",
    "XMLTreeBuilder",
];

/// Modules, and those of `defusedxml` that take their place.
const MODULES: [(&str, &str); 6] = [
    ("xml.etree.ElementTree", "defusedxml.ElementTree"),
    ("xml.etree.cElementTree", "defusedxml.ElementTree"),
    ("xml.dom.minidom", "defusedxml.minidom"),
    ("xml.dom.pulldom", "defusedxml.pulldom"),
    ("xml.etree", "defusedxml"),
    ("xml.dom", "defusedxml"),
];

pub(super) fn defused(case: &Case<'_>) -> Attempt {
    let Some((source, call)) = case.call() else {
        return Ok(None);
    };
    let outline = &source.outline;
    let path = outline
        .callee(call)
        .and_then(|callee| source.path(callee))
        .unwrap_or_default();
    if path.starts_with("lxml.") {
        return lxml(case, source, call);
    }
    let Some((module, _)) = MODULES.iter().find(|(module, _)| {
        path.strip_prefix(module)
            .is_some_and(|rest| rest.starts_with('.'))
    }) else {
        return Ok(None);
    };
    // Everything that the file takes from the module must be there.
    for id in outline.ids() {
        if !matches!(source.shape(id), Shape::Name | Shape::Attribute { .. }) {
            continue;
        }
        let Some(used) = source.path(id) else {
            continue;
        };
        let Some(name) = used
            .strip_prefix(module)
            .and_then(|rest| rest.strip_prefix('.'))
        else {
            continue;
        };
        let name = name.split('.').next().unwrap_or_default();
        if !OFFERED.contains(&name) {
            return Err(format!(
                "the file uses `{name}` too, which defusedxml does not have"
            ));
        }
    }
    let mut edits = Vec::new();
    for id in outline.ids() {
        let new = match source.shape(id) {
            Shape::Import { names } => match &names[..] {
                [only] if only.name == *module && only.alias.is_some() => {
                    let new = exchanged(&only.name).unwrap_or_default();
                    let alias = only.alias.as_deref().unwrap_or_default();
                    format!("import {new} as {alias}")
                }
                _ => continue,
            },
            Shape::From {
                module: own,
                level: 0,
                names,
            } => {
                let whole = own == module;
                let parent = module.rsplit_once('.').is_some_and(|(outer, last)| {
                    own == outer && names.len() == 1 && names.iter().all(|name| name.name == last)
                });
                if !whole && !parent {
                    continue;
                }
                let text = source.text(id);
                let new = exchanged(own).unwrap_or_default();
                match text.split_once(own.as_str()) {
                    Some((before, after)) => format!("{before}{new}{after}"),
                    None => continue,
                }
            }
            _ => continue,
        };
        edits.push(Edit::replace(outline.range(id), new));
    }
    if edits.is_empty() {
        return Err("the parser is imported in a way that cannot be exchanged".to_owned());
    }
    Ok(Some(Draft::of(&case.finding.place.path, edits, Vec::new())))
}

fn exchanged(module: &str) -> Option<&'static str> {
    MODULES
        .iter()
        .find(|(old, _)| *old == module)
        .map(|(_, new)| *new)
}

/// The parsers of lxml that are made in the same function.
fn lxml(case: &Case<'_>, source: &Source<'_>, call: NodeId) -> Attempt {
    let outline = &source.outline;
    let scope = outline
        .function(call)
        .or_else(|| outline.ids().next())
        .unwrap_or(call);
    let mut edits = Vec::new();
    for id in outline.inside(scope) {
        let is_parser = outline
            .callee(id)
            .and_then(|callee| source.path(callee))
            .is_some_and(|path| path == "lxml.etree.XMLParser");
        if !is_parser {
            continue;
        }
        for (name, value, always) in [
            ("resolve_entities", "False", true),
            ("load_dtd", "False", false),
            ("dtd_validation", "False", false),
            ("no_network", "True", false),
            ("huge_tree", "False", false),
        ] {
            match outline.keyword(id, name) {
                Some((_, given)) if source.text(given) != value => {
                    edits.push(Edit::replace(outline.range(given), value));
                }
                None if always => {
                    edits.push(crate::call::append(source, id, &format!("{name}={value}")));
                }
                _ => {}
            }
        }
    }
    if edits.is_empty() {
        return Ok(None);
    }
    Ok(Some(
        Draft::of(&case.finding.place.path, edits, Vec::new())
            .noted("lxml is kept; only its parser is made strict"),
    ))
}
