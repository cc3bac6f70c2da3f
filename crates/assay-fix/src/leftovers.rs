//! Imports that nobody needs once a repair has been made.
//!
//! An import goes only if the file used its name before, and the name stands nowhere in the repaired text,
//! not even in a comment or a string, and if no other file takes it from this one.

use std::collections::BTreeSet;

use assay_python::outline::{Imported, NodeId, Outline, Shape};
use assay_source::{FileKind, Project, Range, SourceFile};

use crate::edit::{self, Edit};
use crate::source::Source;

/// The sorted edits of a file, with those that remove what they leave unused.
pub(crate) fn cleared(project: &Project, source: &Source<'_>, sorted: Vec<Edit>) -> Vec<Edit> {
    let file = source.file;
    // What a package binds is there for others.
    if file.path.ends_with("__init__.py") {
        return sorted;
    }
    let removals: Vec<Edit> = top_level(&source.outline)
        .flat_map(|id| removal(project, source, id, &sorted))
        .collect();
    if removals.is_empty() {
        return sorted;
    }
    let both = edit::sorted(sorted.iter().cloned().chain(removals));
    let still_parses = |text: String| Outline::of(&text).is_some();
    if edit::apply(&file.text, &both).is_some_and(still_parses) {
        both
    } else {
        sorted
    }
}

fn top_level(outline: &Outline) -> impl Iterator<Item = NodeId> {
    outline.ids().filter(|id| {
        outline
            .parent(*id)
            .is_some_and(|parent| *outline.shape(parent) == Shape::Module)
    })
}

/// What takes the unused names of an import statement away.
fn removal(project: &Project, source: &Source<'_>, id: NodeId, sorted: &[Edit]) -> Vec<Edit> {
    let (Shape::Import { names } | Shape::From { names, .. }) = source.shape(id) else {
        return Vec::new();
    };
    let statement = source.outline.range(id);
    let unused: BTreeSet<usize> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| is_left(project, source, statement, name, sorted))
        .map(|(at, _)| at)
        .collect();
    if unused.is_empty() {
        return Vec::new();
    }
    let Some(kept) = (0..names.len()).find(|at| !unused.contains(at)) else {
        return whole_lines(source, statement)
            .map(Edit::delete)
            .into_iter()
            .collect();
    };
    let mut edits = Vec::new();
    if let (Some(first), Some(kept)) = (names.first(), names.get(kept))
        && first != kept
    {
        edits.push(Edit::delete(Range::new(
            first.range.start,
            kept.range.start,
        )));
    }
    for (at, pair) in names.windows(2).enumerate() {
        if let [before, name] = pair
            && at + 1 > kept
            && unused.contains(&(at + 1))
        {
            edits.push(Edit::delete(Range::new(before.range.end, name.range.end)));
        }
    }
    edits
}

/// True if a name is used now, and nowhere once the edits are made.
fn is_left(
    project: &Project,
    source: &Source<'_>,
    statement: Range,
    name: &Imported,
    sorted: &[Edit],
) -> bool {
    let local = name.alias.as_ref().unwrap_or(&name.name);
    if local.contains(['.', '*']) || !source.mentions(local) {
        return false;
    }
    // Only what an edit takes away can leave a name unused.
    let is_taken_away =
        |edit: &Edit| has_word(source.slice(Range::new(edit.start, edit.end)), local);
    if !sorted.iter().any(is_taken_away) {
        return false;
    }
    // What is added to the statement itself is no use of the name.
    let elsewhere = sorted
        .iter()
        .filter(|edit| edit.end < statement.start || edit.start > statement.end);
    let without = elsewhere.cloned().chain([Edit::delete(statement)]);
    let Some(rest) = edit::apply(&source.file.text, &edit::sorted(without)) else {
        return false;
    };
    !stands(&rest, local, |before| is_part(before) || before == '.')
        && !is_taken(project, source.file, local)
}

const fn is_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || !character.is_ascii()
}

fn has_word(text: &str, word: &str) -> bool {
    stands(text, word, is_part)
}

/// True if a word stands in a text, and not only behind what makes it a part of another name.
fn stands(text: &str, word: &str, is_joined: impl Fn(char) -> bool) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text
            .get(at + word.len()..)
            .and_then(|after| after.chars().next());
        !before.is_some_and(&is_joined) && !after.is_some_and(is_part)
    })
}

/// True if another file may take a name from this one.
fn is_taken(project: &Project, file: &SourceFile, name: &str) -> bool {
    let own = file.path.rsplit('/').next().unwrap_or_default();
    let stem = own.strip_suffix(".py").unwrap_or(own);
    let reached = format!("{stem}.{name}");
    project.files_of(FileKind::Python).any(|other| {
        if other.path == file.path || !has_word(&other.text, stem) {
            return false;
        }
        if has_word(&other.text, &reached) {
            return true;
        }
        let Some(outline) = Outline::of(&other.text) else {
            return true;
        };
        outline.ids().any(|id| {
            matches!(outline.shape(id), Shape::From { module, names, .. }
                if module.rsplit('.').next() == Some(stem)
                    && names.iter().any(|taken| taken.name == name || taken.name == "*"))
        })
    })
}

/// The lines of a statement, if nothing but a comment stands beside it.
fn whole_lines(source: &Source<'_>, statement: Range) -> Option<Range> {
    let lines = &source.file.lines;
    let first = lines.range(lines.line(statement.start))?;
    let last = lines.range(lines.line(statement.end))?;
    let before = source.slice(Range::new(first.start, statement.start));
    let after = source.slice(Range::new(statement.end, last.end)).trim();
    (before.trim().is_empty() && (after.is_empty() || after.starts_with('#')))
        .then(|| Range::new(first.start, last.end))
}
