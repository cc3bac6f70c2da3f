//! `environment.yml` of conda: its own packages, and those that it hands to pip.

use assay_source::{Range, SourceFile, join_relative};
use saphyr_parser::{Event, Parser};

use super::requirements::Include;
use super::{Found, Reading, range};
use crate::limits;
use crate::requirement::{self, Group, Wanted};

/// Reads an environment file.
pub(crate) fn read(file: &SourceFile, reading: &mut Reading) {
    let bytes: Vec<usize> = file
        .text
        .char_indices()
        .map(|(at, _)| at)
        .chain([file.text.len()])
        .collect();
    let byte = |character: usize| bytes.get(character).copied().unwrap_or(file.text.len());
    let mut walk = Walk::default();
    for event in Parser::new_from_str(&file.text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let at = byte(error.marker().index());
                let message = format!(
                    "not valid YAML ({}); what stands before was read",
                    error.info()
                );
                reading.problem(file, range(at, at), &message);
                return;
            }
        };
        match event {
            Event::MappingStart(..) => walk.open(true),
            Event::SequenceStart(..) => walk.open(false),
            Event::MappingEnd | Event::SequenceEnd => walk.close(),
            Event::Scalar(text, ..) => {
                let (start, end) = (byte(span.start.index()), byte(span.end.index()));
                if let Some(is_pip) = walk.scalar(&text) {
                    item(file, &text, start, end, is_pip, reading);
                }
            }
            Event::Alias(_) => walk.value(),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        if walk.open.len() > limits::YAML_DEPTH {
            reading.problem(
                file,
                range(0, 0),
                "nested too deeply; the rest was left out",
            );
            return;
        }
    }
}

/// Where in the document we are.
#[derive(Default)]
struct Walk {
    open: Vec<Level>,
}

struct Level {
    is_map: bool,
    /// The key whose value comes next.
    key: Option<String>,
}

impl Walk {
    fn open(&mut self, is_map: bool) {
        self.open.push(Level { is_map, key: None });
    }

    fn close(&mut self) {
        self.open.pop();
        self.value();
    }

    /// A value is complete, so the next scalar of the mapping is a key.
    fn value(&mut self) {
        if let Some(level) = self.open.last_mut() {
            level.key = None;
        }
    }

    /// `Some(true)` for an item for pip, `Some(false)` for one of conda.
    fn scalar(&mut self, text: &str) -> Option<bool> {
        if let Some(level) = self.open.last_mut().filter(|level| level.is_map) {
            level.key = match level.key {
                Some(_) => None,
                None => Some(text.to_owned()),
            };
            return None;
        }
        let keys: Vec<&str> = self
            .open
            .iter()
            .filter_map(|level| level.key.as_deref())
            .collect();
        match keys.as_slice() {
            ["dependencies"] => Some(false),
            ["dependencies", "pip"] => Some(true),
            _ => None,
        }
    }
}

/// `-r other.txt`; other options bring no requirements.
fn include(file: &SourceFile, text: &str, range: Range) -> Option<Include> {
    let (flag, value) = text.split_once([' ', '='])?;
    let is_constraint = match flag {
        "-r" | "--requirement" => false,
        "-c" | "--constraint" => true,
        _ => return None,
    };
    let value = value.trim();
    let value = value.strip_prefix("file:").unwrap_or(value);
    Some(Include {
        path: join_relative(file.folder(), value)?,
        is_constraint,
        range,
    })
}

fn item(
    file: &SourceFile,
    text: &str,
    start: usize,
    end: usize,
    is_pip: bool,
    reading: &mut Reading,
) {
    let raw = file.text.get(start..end).unwrap_or_default();
    let at = raw.find(text).map_or(start, |offset| start + offset);
    if is_pip {
        if text.starts_with('-') {
            reading
                .includes
                .extend(include(file, text, range(at, at + text.len())));
        } else {
            reading.add(file, text, at, Group::Main);
        }
        return;
    }
    // `channel::name=1.2=build`, `name >=1.2`.
    let plain = text.rsplit("::").next().unwrap_or(text);
    let cut = plain
        .find(['=', '<', '>', '!', ' ', '~'])
        .unwrap_or(plain.len());
    let (name, range_text) = (
        plain.get(..cut).unwrap_or_default(),
        plain.get(cut..).unwrap_or_default(),
    );
    let Some(mut written) = requirement::read(name) else {
        return;
    };
    let range_text = range_text.trim();
    let bare = range_text.trim_start_matches('=').trim();
    written.wanted = if range_text.starts_with('=') && !bare.contains(['<', '>', ',', '|']) {
        // A single `=` with a build, or a version whose last parts are open: conda means a prefix.
        let version = bare
            .split('=')
            .next()
            .unwrap_or_default()
            .trim_end_matches('*');
        match requirement::exact(version.trim_end_matches('.')) {
            Wanted::Exact(version)
                if range_text.starts_with("==") || bare.matches('.').count() >= 2 =>
            {
                Wanted::Exact(version)
            }
            Wanted::Exact(version) => requirement::wanted(&format!("=={version}.*")),
            other => other,
        }
    } else {
        requirement::wanted(range_text)
    };
    range_text.clone_into(&mut written.specifier);
    let found = Found::of(file, written, range(at, at + text.len()), None);
    // Conda's own packages have other names now and then, and Python itself is one of them.
    if found.requirement.name != "python" {
        reading.found.push(found);
    }
}
