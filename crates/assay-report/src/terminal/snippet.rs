//! The source of a finding, one snippet per file, with the steps of the path numbered in it.
//!
//! A finding keeps only the lines that it needs. They are put where they belong in an otherwise
//! empty text, and the renderer shows `...` for the lines between. A line that was cut gets a snippet of
//! its own, and so does one that stands two lines below another if the line between, which the renderer
//! would show, is not known.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};
use assay_finding::{Finding, Place};

use super::safe::{safe, safe_source};

/// Of longer paths the beginning and the end are shown.
const MAX_STEPS: usize = 16;

/// The snippets of a finding, that of its place first, and the number of steps left out.
pub(super) fn snippets(finding: &Finding) -> (Vec<Snippet<'static, Annotation<'static>>>, usize) {
    let (marks, left_out) = marks(finding);
    let mut files: Vec<(String, Vec<Mark<'_>>)> = Vec::new();
    for mark in marks {
        match files.iter_mut().find(|(path, _)| *path == mark.place.path) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((mark.place.path.clone(), vec![mark])),
        }
    }
    let snippets = files
        .into_iter()
        .flat_map(|(path, marks)| file_snippets(&safe(&path), marks))
        .collect();
    (snippets, left_out)
}

/// A place to be marked in the source.
struct Mark<'a> {
    place: &'a Place,
    label: Option<String>,
    is_primary: bool,
}

/// The marks of a finding: its place first, then its steps.
fn marks(finding: &Finding) -> (Vec<Mark<'_>>, usize) {
    let count = finding.trace.len();
    let is_shown =
        |at: usize| count <= MAX_STEPS || at < MAX_STEPS / 2 || at >= count - MAX_STEPS / 2;
    let mut marks = vec![Mark {
        place: &finding.place,
        label: None,
        is_primary: true,
    }];
    for (at, step) in finding
        .trace
        .iter()
        .enumerate()
        .filter(|(at, _)| is_shown(*at))
    {
        let label = format!("{}. {}", at + 1, safe(&step.text));
        match marks
            .iter_mut()
            .find(|mark| mark.place.path == step.place.path && mark.place.bytes == step.place.bytes)
        {
            Some(mark) => {
                let before = mark
                    .label
                    .take()
                    .map(|before| before + "; ")
                    .unwrap_or_default();
                mark.label = Some(before + &label);
            }
            None => marks.push(Mark {
                place: &step.place,
                label: Some(label),
                is_primary: false,
            }),
        }
    }
    (marks, count.saturating_sub(MAX_STEPS))
}

/// The snippets of one file; the one with the finding's place first, the others by line.
fn file_snippets(path: &str, marks: Vec<Mark<'_>>) -> Vec<Snippet<'static, Annotation<'static>>> {
    let (cut, mut whole): (Vec<_>, Vec<_>) =
        marks.into_iter().partition(|mark| mark.place.excerpt.cut);
    whole.sort_by_key(|mark| mark.place.start.line);
    let mut groups: Vec<Vec<Mark<'_>>> = Vec::new();
    let mut last_line = 0;
    for mark in whole {
        let line = mark.place.start.line;
        let shows_unknown_line = line == last_line + 2 && mark.place.excerpt.before.is_none();
        last_line = last_line.max(mark.place.end.line);
        match groups.last_mut() {
            Some(group) if !shows_unknown_line => group.push(mark),
            _ => groups.push(vec![mark]),
        }
    }
    groups.extend(cut.into_iter().map(|mark| vec![mark]));
    groups.sort_by_key(|group| {
        (
            !group.iter().any(|mark| mark.is_primary),
            group.first().map(|mark| mark.place.start.line),
        )
    });
    groups
        .into_iter()
        .map(|group| snippet(path, &group))
        .collect()
}

fn snippet(path: &str, marks: &[Mark<'_>]) -> Snippet<'static, Annotation<'static>> {
    let mut text = Text::default();
    for mark in marks {
        text.add(mark.place);
    }
    let (source, first_line, offsets) = text.layout();
    let annotations = marks.iter().filter_map(|mark| {
        let kind = if mark.is_primary {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        Some(
            kind.span(span(mark.place, &offsets)?)
                .label(mark.label.clone()),
        )
    });
    let annotations: Vec<_> = annotations.collect();
    Snippet::source(source)
        .line_start(first_line as usize)
        .path(path.to_owned())
        .annotations(annotations)
}

/// Lines of a file by number, made safe.
#[derive(Default)]
struct Text {
    lines: BTreeMap<u32, String>,
}

impl Text {
    fn add(&mut self, place: &Place) {
        let before = place
            .start
            .line
            .checked_sub(1)
            .zip(place.excerpt.before.as_ref());
        // Before the first line there is nothing to bridge.
        if let Some((number, line)) = before.filter(|_| !self.lines.is_empty()) {
            self.lines
                .entry(number)
                .or_insert_with(|| safe_source(line));
        }
        for (number, (_, line)) in (place.start.line..).zip(lines(&place.excerpt.text)) {
            self.lines
                .entry(number)
                .or_insert_with(|| safe_source(line));
        }
    }

    /// The text with empty lines for those unknown, the number of its first line, and the offset of each known line.
    fn layout(self) -> (String, u32, BTreeMap<u32, usize>) {
        let first = self.lines.keys().next().copied().unwrap_or(1);
        let mut source = String::new();
        let mut offsets = BTreeMap::new();
        let mut current = first;
        for (number, line) in self.lines {
            source.extend(std::iter::repeat_n('\n', number.abs_diff(current) as usize));
            current = number;
            offsets.insert(number, source.len());
            source.push_str(&line);
        }
        (source, first, offsets)
    }
}

/// Where a place stands in the laid out text.
fn span(place: &Place, offsets: &BTreeMap<u32, usize>) -> Option<Range<usize>> {
    let mark = place.excerpt.mark;
    let offset = |wanted: usize| {
        let lines = lines(&place.excerpt.text);
        let at = lines.iter().rposition(|(start, _)| *start <= wanted)?;
        let (start, line) = lines.get(at)?;
        let number = place.start.line.saturating_add(u32::try_from(at).ok()?);
        let before = line.get(..wanted - start).unwrap_or(line);
        Some(offsets.get(&number)? + safe_source(before).len())
    };
    let start = offset(mark.start as usize)?;
    Some(start..offset(mark.end as usize)?.max(start))
}

/// Lines with the offset of their first byte.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..) {
        let Some(length) = rest.find(['\n', '\r']) else {
            lines.push((start, rest));
            break;
        };
        let (line, end) = rest.split_at(length);
        lines.push((start, line));
        start += length + if end.starts_with("\r\n") { 2 } else { 1 };
    }
    lines
}
