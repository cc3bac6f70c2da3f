//! `pip install` in a Dockerfile.

use assay_source::SourceFile;

use super::requirements::logical_lines;
use super::{Found, IndexUse, Reading};
use crate::requirement::{self, Wanted};

/// Reads a Dockerfile.
pub(crate) fn read(file: &SourceFile, reading: &mut Reading) {
    for line in logical_lines(&file.text) {
        let body = line.text.trim_start();
        let Some((keyword, rest)) = body.split_once([' ', '\t']) else {
            continue;
        };
        let offset = line.text.len() - rest.len();
        if keyword.eq_ignore_ascii_case("RUN") {
            let words = words(rest, offset);
            for command in words.split(|(_, word)| matches!(word.as_str(), "&&" | ";" | "||" | "|"))
            {
                install(file, command, |start, end| line.bytes(start, end), reading);
            }
        }
    }
}

/// The words of a command line with their offsets, quotes taken off; separators are words of their own.
fn words(text: &str, start: usize) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut word: Option<(usize, String)> = None;
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert((start + at + 1, String::new()));
            }
            (None, ' ' | '\t') => found.extend(word.take()),
            (None, ';') => {
                found.extend(word.take());
                found.push((start + at, ";".to_owned()));
            }
            (_, _) => word
                .get_or_insert((start + at, String::new()))
                .1
                .push(character),
        }
    }
    found.extend(word);
    found
}

fn install(
    file: &SourceFile,
    words: &[(usize, String)],
    bytes: impl Fn(usize, usize) -> assay_source::Range,
    reading: &mut Reading,
) {
    let is_pip = |word: &str| {
        let name = word.rsplit('/').next().unwrap_or_default();
        name == "pip"
            || name
                .strip_prefix("pip")
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let Some(at) = words.iter().position(|(_, word)| is_pip(word)) else {
        return;
    };
    let mut rest = words.iter().skip(at + 1);
    if rest.next().is_none_or(|(_, word)| word != "install") {
        return;
    }
    while let Some((start, word)) = rest.next() {
        let (flag, given) = word
            .split_once('=')
            .map_or((word.as_str(), None), |(flag, value)| {
                (flag, Some(value.to_owned()))
            });
        if word.starts_with('-') {
            let takes_value = matches!(
                flag,
                "-r" | "--requirement"
                    | "-c"
                    | "--constraint"
                    | "-e"
                    | "--editable"
                    | "-i"
                    | "--index-url"
                    | "--extra-index-url"
                    | "--trusted-host"
                    | "-t"
                    | "--target"
                    | "--prefix"
                    | "--root"
                    | "-f"
                    | "--find-links"
                    | "--proxy"
                    | "--timeout"
                    | "--retries"
                    | "--cache-dir"
                    | "--src"
                    | "--python-version"
                    | "--platform"
                    | "--no-binary"
                    | "--only-binary"
                    | "--progress-bar"
                    | "--cert"
                    | "--upgrade-strategy"
                    | "--config-settings"
            );
            let value = match given {
                Some(value) => Some(value),
                None if takes_value => rest.next().map(|(_, value)| value.clone()),
                None => None,
            };
            let span = file.span(bytes(*start, start + word.len()));
            // Which connections a build uses is for the rules of deployment to judge; the index itself is for ours.
            if let Some(url) = value.filter(|_| flag == "--extra-index-url") {
                let url = url
                    .split_once("://")
                    .map_or(url.as_str(), |(_, rest)| rest)
                    .to_owned();
                reading.indexes.push(IndexUse {
                    span,
                    url,
                    is_extra: true,
                });
            }
            continue;
        }
        let range = bytes(*start, start + word.len());
        if word.starts_with(['.', '/', '$', '~', '<', '>']) {
            continue;
        }
        if word.contains("://") {
            continue;
        }
        let Some(written) = requirement::read(word) else {
            continue;
        };
        // `pip install "flask==$VERSION"` says nothing that can be judged.
        if matches!(written.wanted, Wanted::Unknown | Wanted::Legacy(_)) {
            continue;
        }
        let version = written
            .version
            .map(|(from, to)| bytes(start + from, start + to));
        reading.found.push(Found::of(file, written, range, version));
    }
}
