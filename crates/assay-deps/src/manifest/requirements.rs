//! Requirements files of pip: one requirement a line, options, inclusions, continued lines, comments.
//!
//! `pip-compile` says in comments what brings a package (`# via flask`); that is read too.

use assay_source::{Range, SourceFile, join_relative};

use super::{Found, IndexUse, Reading};
use crate::limits;
use crate::name::normal_name;
use crate::requirement::{self, Group, Origin, Wanted, is_development};

/// A file that another one includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Include {
    /// Its path in the project.
    pub(crate) path: String,
    /// True for `-c`.
    pub(crate) is_constraint: bool,
    /// The line that says so.
    pub(crate) range: Range,
}

/// Reads a requirements file and says what it includes.
pub(crate) fn read(file: &SourceFile, origin: Origin, reading: &mut Reading) -> Vec<Include> {
    let group = group_of(&file.path);
    let mut includes = Vec::new();
    let mut last: Option<usize> = None;
    let mut in_via = false;
    for line in logical_lines(&file.text) {
        let (content, comment) = without_comment(&line.text);
        if let Some(comment) = comment {
            let comment = comment.trim();
            let (names_parents, rest) = match comment.strip_prefix("via") {
                Some(rest) if rest.is_empty() || rest.starts_with(' ') => (true, rest),
                _ => (in_via, comment),
            };
            in_via = names_parents;
            if names_parents && let Some(found) = last.and_then(|at| reading.found.get_mut(at)) {
                // A comment behind a requirement on the same line speaks of that requirement, which is added below.
                if content.trim().is_empty() {
                    found.bring(rest);
                }
            }
        }
        if content.trim().is_empty() {
            if comment.is_none() {
                in_via = false;
            }
            continue;
        }
        in_via = false;
        let before = reading.found.len();
        line_of(file, &line, content, origin, &group, reading, &mut includes);
        last = (reading.found.len() > before).then_some(before);
        if let Some(found) = last.and_then(|at| reading.found.get_mut(at))
            && let Some(rest) = comment.and_then(|comment| comment.trim().strip_prefix("via"))
        {
            found.bring(rest);
            in_via = true;
        } else if last.is_some() {
            in_via = false;
        }
        if reading.found.len() >= limits::REQUIREMENTS {
            reading.problem(
                file,
                line.range(),
                "more requirements than are read; the rest is left out",
            );
            break;
        }
    }
    includes
}

impl Found {
    /// Adds what a comment of `pip-compile` names: a package, or `-r requirements.in`, which makes it direct.
    fn bring(&mut self, text: &str) {
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            if part.starts_with('-')
                || part.contains(['/', '('])
                || part.starts_with("requirements")
            {
                self.asked_for = true;
            } else if crate::name::is_name(part) {
                self.parents.push(normal_name(part));
            }
        }
    }
}

fn line_of(
    file: &SourceFile,
    line: &Line,
    content: &str,
    origin: Origin,
    group: &Group,
    reading: &mut Reading,
    includes: &mut Vec<Include>,
) {
    let trimmed = content.trim();
    if content.len() > limits::LINE_BYTES {
        reading.problem(
            file,
            line.range(),
            "a line too long to be a requirement; it was left out",
        );
        return;
    }
    if trimmed.starts_with('-') {
        option(file, line, content, group, origin, reading, includes);
        return;
    }
    let (text, hashes) = without_options(content);
    let start = text.len() - text.trim_start().len();
    let end = start + text.trim().len();
    let range = line.bytes(start, end);
    if is_place(trimmed) {
        let name = egg(trimmed).unwrap_or_default();
        plain_http(file, trimmed, range, reading);
        if name.is_empty() && trimmed.contains("://") {
            reading.problem(
                file,
                range,
                "an address that does not tell which package it is: write `NAME @ ADDRESS`",
            );
        } else if !name.is_empty() {
            reading.add_elsewhere(file, &name, trimmed, range, group.clone(), origin);
        }
        return;
    }
    match requirement::read(text) {
        Some(written) => {
            if let Some(fault) = &written.fault {
                reading.problem(file, range, fault);
            }
            if let Wanted::Elsewhere(address) = &written.wanted {
                plain_http(file, address, range, reading);
            }
            let version = written.version.map(|(start, end)| line.bytes(start, end));
            let mut found = Found::of(file, written, range, version);
            found.requirement.group = group.clone();
            found.requirement.origin = origin;
            found.requirement.hashes = hashes;
            reading.found.push(found);
        }
        None => reading.problem(
            file,
            range,
            "not a requirement as pip reads them, so this line was left out",
        ),
    }
}

/// An option line: inclusions, editable packages, indexes.
fn option(
    file: &SourceFile,
    line: &Line,
    content: &str,
    group: &Group,
    origin: Origin,
    reading: &mut Reading,
    includes: &mut Vec<Include>,
) {
    let start = content.len() - content.trim_start().len();
    let range = line.bytes(start, start + content.trim().len());
    let trimmed = content.trim();
    let (flag, value) = match trimmed.find(['=', ' ', '\t']) {
        Some(at) => (
            trimmed.get(..at).unwrap_or_default(),
            trimmed.get(at + 1..).unwrap_or_default().trim(),
        ),
        // `-rother.txt`
        None if !trimmed.starts_with("--") && trimmed.len() > 2 && trimmed.is_char_boundary(2) => {
            trimmed.split_at(2)
        }
        None => (trimmed, ""),
    };
    let value = value.trim_matches(['"', '\'']);
    match flag {
        "-r" | "--requirement" | "-c" | "--constraint" => {
            if value.contains("://") {
                plain_http(file, value, range, reading);
            } else if let Some(path) = join_relative(file.folder(), value) {
                includes.push(Include {
                    path,
                    is_constraint: matches!(flag, "-c" | "--constraint"),
                    range,
                });
            }
        }
        "-e" | "--editable" => {
            plain_http(file, value, range, reading);
            if let Some(name) = egg(value) {
                reading.add_elsewhere(file, &name, value, range, group.clone(), origin);
            }
        }
        "-i" | "--index-url" | "--pypi-url" => reading.indexes.push(IndexUse {
            span: file.span(range),
            url: value.to_owned(),
            is_extra: false,
        }),
        "--extra-index-url" => reading.indexes.push(IndexUse {
            span: file.span(range),
            url: value.to_owned(),
            is_extra: true,
        }),
        "-f" | "--find-links" => plain_http(file, value, range, reading),
        "--trusted-host" => reading
            .trusted_hosts
            .push((file.span(range), value.to_owned())),
        "--require-hashes" => {
            reading.requires_hashes.insert(file.id);
        }
        _ => {}
    }
}

fn plain_http(file: &SourceFile, address: &str, range: Range, reading: &mut Reading) {
    if address.contains("http://") && !is_local(address) {
        reading.plain.push((file.span(range), address.to_owned()));
    }
}

/// True if an address means this machine.
pub(crate) fn is_local(address: &str) -> bool {
    let host = address
        .split_once("://")
        .map_or(address, |(_, rest)| rest)
        .split('/')
        .next()
        .unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]")
}

/// True for an address, an archive or a path.
fn is_place(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    first.contains("://")
        || first.starts_with(['.', '/', '~'])
        || [".whl", ".tar.gz", ".zip"]
            .iter()
            .any(|end| first.ends_with(end))
}

/// The name in `#egg=name`, or in the file name of an archive.
fn egg(address: &str) -> Option<String> {
    if let Some((_, egg)) = address.split_once("#egg=") {
        let name: String = egg
            .chars()
            .take_while(|character| crate::name::is_name_character(*character))
            .collect();
        return crate::name::is_name(&name).then_some(name);
    }
    let file = address.split(['#', '?']).next()?.rsplit('/').next()?;
    let name = if let Some(stem) = file.strip_suffix(".whl") {
        stem.split('-').next()?
    } else {
        // A source archive is `name-version`, where the name may have dashes of its own.
        let ends = [".tar.gz", ".zip", ".tar.bz2", ".tgz"];
        let stem = ends.iter().find_map(|end| file.strip_suffix(end))?;
        let (name, version) = stem.rsplit_once('-')?;
        let is_version = version.starts_with(|first: char| first.is_ascii_digit());
        is_version.then_some(name)?
    };
    Some(name.to_owned()).filter(|name| crate::name::is_name(name))
}

/// The group that the name of a file tells.
pub(crate) fn group_of(path: &str) -> Group {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let folder = parts.next().unwrap_or_default();
    let is_dev = is_development(stem) || is_development(folder);
    if is_dev {
        Group::Development(stem.to_owned())
    } else {
        Group::Main
    }
}

/// A line with its continuations joined.
pub(crate) struct Line {
    pub(crate) text: String,
    /// Where pieces of the text stand in the file: offset in the text, offset in the file.
    pieces: Vec<(usize, usize)>,
    end: usize,
}

impl Line {
    fn offset(&self, at: usize) -> usize {
        let piece = self.pieces.iter().rev().find(|(start, _)| *start <= at);
        piece.map_or(0, |(start, offset)| offset + (at - start))
    }

    pub(crate) fn bytes(&self, start: usize, end: usize) -> Range {
        // The end is taken from the last byte, so that it never lies behind a line break.
        let last = self.offset(end.saturating_sub(1).max(start)) + usize::from(end > start);
        super::range(self.offset(start), last.min(self.end))
    }

    fn range(&self) -> Range {
        self.bytes(0, self.text.trim_end().len())
    }
}

/// The lines of a text; one that ends in `\` goes on in the next.
pub(crate) fn logical_lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut current: Option<Line> = None;
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let body = raw.trim_end_matches(['\n', '\r']);
        // pip drops comment lines before it joins lines.
        let is_comment = body.trim_start().starts_with('#');
        let continued = body.strip_suffix('\\').filter(|_| !is_comment);
        let mut line = current.take().unwrap_or(Line {
            text: String::new(),
            pieces: Vec::new(),
            end: at,
        });
        if is_comment && !line.pieces.is_empty() {
            current = Some(line);
            at += raw.len();
            continue;
        }
        line.pieces.push((line.text.len(), at));
        let kept = continued.unwrap_or(body);
        line.text.push_str(kept);
        line.end = at + kept.len();
        if continued.is_some() && line.text.len() < limits::LINE_BYTES {
            current = Some(line);
        } else {
            lines.push(line);
        }
        at += raw.len();
    }
    lines.extend(current);
    lines
}

/// A line without its comment, which begins at a `#` at the start or behind a space; and the comment.
fn without_comment(line: &str) -> (&str, Option<&str>) {
    let mut before = None;
    for (at, character) in line.char_indices() {
        if character == '#' && before.is_none_or(char::is_whitespace) {
            return (line.get(..at).unwrap_or_default(), line.get(at + 1..));
        }
        before = Some(character);
    }
    (line, None)
}

/// A requirement without the options behind it, and how many hashes those give.
fn without_options(text: &str) -> (&str, usize) {
    let end = text
        .find(" --")
        .or_else(|| text.find("\t--"))
        .unwrap_or(text.len());
    let hashes = text.matches("--hash").count();
    (text.get(..end).unwrap_or(text), hashes)
}
