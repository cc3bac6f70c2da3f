//! Where new imports go: beside those of their kind, each once.

use std::collections::BTreeMap;

use assay_python::outline::{Imported, NodeId, Shape, is_standard_library};

use crate::edit::Edit;
use crate::source::{Import, Source};

/// The edits that add these imports.
pub(crate) fn insertions(source: &Source<'_>, wanted: &[Import]) -> Vec<Edit> {
    let mut wanted = wanted.to_vec();
    wanted.sort();
    wanted.dedup();
    let layout = Layout::of(source);
    let mut edits = Vec::new();
    let mut by_module: BTreeMap<(bool, String), Vec<String>> = BTreeMap::new();
    for import in wanted {
        let names = by_module
            .entry((import.name.is_some(), import.module))
            .or_default();
        names.extend(import.name);
    }
    let mut lines: BTreeMap<(u32, bool, bool), Vec<String>> = BTreeMap::new();
    for ((is_from, module), names) in by_module {
        if is_from && let Some(existing) = layout.from(source, &module) {
            edits.extend(names.iter().map(|name| extend(source, existing, name)));
            continue;
        }
        let line = if is_from {
            format!("from {module} import {}", names.join(", "))
        } else {
            format!("import {module}")
        };
        let place = layout.place(source, is_from, &module);
        lines.entry(place).or_default().push(line);
    }
    let end = source.line_end();
    for ((at, blank_before, blank_after), new) in lines {
        let mut text = String::new();
        // The last line of a file may have no end.
        if at as usize == source.file.text.len() && !source.file.text.ends_with('\n') && at > 0 {
            text.push_str(end);
        }
        if blank_before {
            text.push_str(end);
        }
        for line in new {
            text.push_str(&line);
            text.push_str(end);
        }
        if blank_after {
            text.push_str(end);
        }
        edits.push(Edit::insert(at, text));
    }
    edits
}

/// The imports at the top of a module.
struct Layout {
    /// The statements of the first run of imports.
    run: Vec<NodeId>,
    /// Where the first statement begins that is no docstring and no `__future__` import, and what is above it.
    start: u32,
    after_something: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Standard,
    Installed,
    Own,
}

impl Layout {
    fn of(source: &Source<'_>) -> Self {
        let outline = &source.outline;
        let top = outline
            .ids()
            .next()
            .map(|module| outline.children(module))
            .unwrap_or_default();
        let mut run = Vec::new();
        let mut start = None;
        let mut above = None;
        for (number, id) in top.into_iter().enumerate() {
            let is_docstring = number == 0
                && *outline.shape(id) == Shape::Expression
                && outline
                    .children(id)
                    .first()
                    .is_some_and(|text| matches!(outline.shape(*text), Shape::Text { .. }));
            let is_future = matches!(outline.shape(id), Shape::From { module, level: 0, .. } if module == "__future__");
            if is_docstring || is_future {
                above = Some(outline.range(id).end);
                continue;
            }
            start.get_or_insert(outline.range(id).start);
            let is_import = matches!(outline.shape(id), Shape::Import { .. } | Shape::From { .. });
            if is_import {
                run.push(id);
            } else if !run.is_empty() {
                break;
            }
        }
        let (start, after_something) = match (above, start) {
            // Below the docstring, whatever follows.
            (Some(above), _) => (line_after(source, above), true),
            (None, Some(start)) => (line_start(source, start), false),
            (None, None) => (
                u32::try_from(source.file.text.len()).unwrap_or(u32::MAX),
                false,
            ),
        };
        Self {
            run,
            start,
            after_something,
        }
    }

    /// The import of names of a module that can be extended.
    fn from(&self, source: &Source<'_>, wanted: &str) -> Option<NodeId> {
        self.run.iter().copied().find(|id| {
            matches!(source.shape(*id), Shape::From { module, level: 0, names }
                if module == wanted && names.iter().all(|name| name.name != "*"))
        })
    }

    /// Where a new line goes, and whether empty lines stand around it.
    fn place(&self, source: &Source<'_>, is_from: bool, module: &str) -> (u32, bool, bool) {
        let wanted = origin_of(0, module);
        let entries: Vec<(NodeId, bool, Origin, String)> = self
            .run
            .iter()
            .map(|id| match source.shape(*id) {
                Shape::From { module, level, .. } => {
                    (*id, true, origin_of(*level, module), module.to_lowercase())
                }
                Shape::Import { names } => {
                    let module = names.first().map(|name| name.name.clone());
                    let module = module.unwrap_or_default();
                    (*id, false, origin_of(0, &module), module.to_lowercase())
                }
                _ => (*id, false, Origin::Own, String::new()),
            })
            .collect();
        let before = |id: NodeId| line_start(source, source.outline.range(id).start);
        let after = |id: NodeId| line_after(source, source.outline.range(id).end);
        let alike: Vec<_> = entries
            .iter()
            .filter(|(_, from, origin, _)| *from == is_from && *origin == wanted)
            .collect();
        if let Some((id, ..)) = alike
            .iter()
            .find(|(_, _, _, other)| *other > module.to_lowercase())
        {
            return (before(*id), false, false);
        }
        if let Some((id, ..)) = alike.last() {
            return (after(*id), false, false);
        }
        let same: Vec<_> = entries
            .iter()
            .filter(|(_, _, origin, _)| *origin == wanted)
            .collect();
        if let (Some((first, ..)), Some((last, ..))) = (same.first(), same.last()) {
            return if is_from {
                (after(*last), false, false)
            } else {
                (before(*first), false, false)
            };
        }
        if let Some((earlier, ..)) = entries
            .iter()
            .rev()
            .find(|(_, _, origin, _)| *origin < wanted)
        {
            return (after(*earlier), true, false);
        }
        if let Some((first, ..)) = entries.first() {
            return (before(*first), false, true);
        }
        (self.start, self.after_something, !self.after_something)
    }
}

fn origin_of(level: u32, module: &str) -> Origin {
    if level > 0 {
        Origin::Own
    } else if is_standard_library(module) {
        Origin::Standard
    } else {
        Origin::Installed
    }
}

fn line_start(source: &Source<'_>, offset: u32) -> u32 {
    let lines = &source.file.lines;
    lines
        .range(lines.line(offset))
        .map_or(offset, |line| line.start)
}

fn line_after(source: &Source<'_>, offset: u32) -> u32 {
    let lines = &source.file.lines;
    lines
        .range(lines.line(offset))
        .map_or(offset, |line| line.end)
}

/// Adds a name to `from module import …`, where it belongs.
fn extend(source: &Source<'_>, statement: NodeId, name: &str) -> Edit {
    let Shape::From { names, .. } = source.shape(statement) else {
        return Edit::insert(source.outline.range(statement).start, "");
    };
    let key = |name: &str| {
        (
            name.chars().next().is_some_and(char::is_lowercase),
            name.to_lowercase(),
        )
    };
    let ordered = names
        .windows(2)
        .all(|pair| matches!(pair, [one, other] if key(&one.name) <= key(&other.name)));
    let next = names
        .iter()
        .find(|other| ordered && key(&other.name) > key(name));
    let gap = |one: &Imported| {
        // Names that stand on lines of their own stay so.
        let line = source
            .file
            .lines
            .range(source.file.lines.line(one.range.start));
        let before = line.map(|line| assay_source::Range::new(line.start, one.range.start));
        let before = before.map(|range| source.slice(range)).unwrap_or_default();
        if before.trim().is_empty() {
            format!("{}{before}", source.line_end())
        } else {
            " ".to_owned()
        }
    };
    match (next, names.last()) {
        (Some(next), _) => Edit::insert(next.range.start, format!("{name},{}", gap(next))),
        (None, Some(last)) => Edit::insert(last.range.end, format!(",{}{name}", gap(last))),
        (None, None) => Edit::insert(source.outline.range(statement).start, ""),
    }
}
