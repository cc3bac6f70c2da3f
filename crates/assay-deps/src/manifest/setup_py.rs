//! `setup.py`, without running it: lists of literal texts behind `install_requires` and its kin.
//!
//! What is computed (read from a file, joined, chosen by a condition) is left out, and said so once.

use assay_source::SourceFile;

use super::Reading;
use crate::requirement::Group;

/// Reads the literal lists of a `setup.py`.
pub(crate) fn read(file: &SourceFile, reading: &mut Reading) {
    for (key, group) in [
        ("install_requires", Group::Main),
        ("setup_requires", Group::Build),
        ("tests_require", Group::Development("tests".to_owned())),
        ("extras_require", Group::Optional("extra".to_owned())),
    ] {
        for at in assignments(&file.text, key) {
            let Some(value) = file.text.get(at..) else {
                continue;
            };
            let body = value.trim_start();
            let start = at + value.len() - body.len();
            if body.starts_with(['[', '(']) {
                for (offset, text) in literals(&file.text, start) {
                    reading.add(file, &text, offset, group.clone());
                }
            } else if body.starts_with('{') {
                extras(file, start, reading);
            } else if let Some(name) = variable(body) {
                // `install_requires=REQUIRES`: the list of that name, if it stands in this file.
                for at in assignments(&file.text, name) {
                    let value = file.text.get(at..).unwrap_or_default();
                    let start = at + value.len() - value.trim_start().len();
                    if value.trim_start().starts_with(['[', '(']) {
                        for (offset, text) in literals(&file.text, start) {
                            reading.add(file, &text, offset, group.clone());
                        }
                    }
                }
            }
        }
    }
}

/// Where the value behind `key =` begins.
fn assignments<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(key).filter_map(move |(at, _)| {
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let before = text.get(..at)?.chars().next_back();
        if before.is_some_and(|character| is_word(character) || character == '.') {
            return None;
        }
        let line = text.get(..at)?.rsplit('\n').next()?;
        if line.contains('#') {
            return None;
        }
        let quoted = before.is_some_and(|character| matches!(character, '"' | '\''));
        let mut rest = text.get(at + key.len()..)?;
        if quoted {
            rest = rest.strip_prefix(['"', '\''])?;
        }
        let trimmed = rest.trim_start();
        let value = trimmed
            .strip_prefix(if quoted { ':' } else { '=' })
            .filter(|value| !value.starts_with('='))?;
        Some(text.len() - value.len())
    })
}

fn variable(text: &str) -> Option<&str> {
    let end = text
        .find(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .unwrap_or(text.len());
    let name = text.get(..end)?;
    let is_plain = !text.get(end..)?.trim_start().starts_with(['(', '.', '[']);
    (is_plain && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_'))
        .then_some(name)
}

/// The texts in a bracket that begins at `start`, as deep as one bracket goes, each with its offset.
fn literals(text: &str, start: usize) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut characters = text.get(start..).unwrap_or_default().char_indices();
    let mut before = ' ';
    while let Some((at, character)) = characters.next() {
        match character {
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            '#' => {
                for (_, next) in characters.by_ref() {
                    if next == '\n' {
                        break;
                    }
                }
            }
            '"' | '\'' => {
                let from = start + at + 1;
                let mut end = None;
                for (to, next) in characters.by_ref() {
                    if next == character {
                        end = Some(start + to);
                        break;
                    }
                    if next == '\n' {
                        break;
                    }
                }
                let Some(end) = end else { break };
                let content = text.get(from..end).unwrap_or_default();
                // A formatted or escaped text is computed.
                if depth == 1 && !content.contains('\\') && !before.is_ascii_alphabetic() {
                    found.push((from, content.to_owned()));
                }
            }
            _ => {}
        }
        before = character;
    }
    found
}

/// `{"name": ["a", "b"]}`.
fn extras(file: &SourceFile, start: usize, reading: &mut Reading) {
    let text = &*file.text;
    let mut at = start + 1;
    let mut rounds = 0;
    while let Some(rest) = text.get(at..) {
        rounds += 1;
        let Some(open) = rest.find(['[', '}']) else {
            break;
        };
        if rest.as_bytes().get(open) == Some(&b'}') || rounds > 200 {
            break;
        }
        let head = rest.get(..open).unwrap_or_default();
        let name = head.split(['"', '\'']).rev().nth(1).unwrap_or("extra");
        let group = Group::named(name);
        let found = literals(text, at + open);
        let last = found
            .last()
            .map_or(at + open + 1, |(offset, text)| offset + text.len());
        for (offset, literal) in found {
            reading.add(file, &literal, offset, group.clone());
        }
        let close = text.get(last..).and_then(|rest| rest.find(']'));
        let Some(close) = close else { break };
        at = last + close + 1;
    }
}
