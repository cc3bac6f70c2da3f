//! Secrets in files by their text: settings, deployment files, and every other file that is read.
//!
//! Tokens, private keys and connection strings are known by their form wherever they stand.
//! `NAME=value`, `name: value` and `"name": "value"` are judged like assignments in settings and deployment files.
//! Elsewhere, as in a script or a manual, such a line is a secret only if its value looks random as well.
//!
//! Every file is searched once for the words and marks that secrets come with; only lines that hold one are looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range as Bytes;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use assay_source::{FileKind, Project, Range, SourceFile, Span};
use assay_taint::Confidence;
use assay_webapp::deployment::{Deployment, Row, UnitKind, is_well_known_password};
use rayon::prelude::*;
use regex::Regex;

use super::super::SecretKind;
use super::site::Site;
use super::{Secret, form, judge, name, provider, value};
use crate::test_code;

/// Longer lines are data, not settings.
const LINE_BYTES: usize = 2000;

/// How much of a private key is looked at.
const KEY_BYTES: usize = 10_000;

/// The most findings in one file; what has more is data.
const FINDINGS: usize = 1000;

/// A file with so many values of one length is a table, such as the codes of the signs of a font by their names.
const SAME_LENGTH: usize = 100;

/// A name and its value, as the whole of a line.
static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = r#"(?:export\s+|-\s+|ENV\s+|ARG\s+)?["']?([A-Za-z_][A-Za-z0-9_.-]*)["']?"#;
    let value = r#"(?:"([^"]+)"|'([^']+)'|([^\s"'#,]+))\s*(?:[,;#].*)?$"#;
    Regex::new(&format!(r"^\s*{name}\s*[:=]\s*{value}")).ok()
});

/// A name and its value in quotes, anywhere in a line.
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let value = r#"(?:"([^"\s]{16,256})"|'([^'\s]{16,256})')"#;
    Regex::new(&format!(
        r#"([A-Za-z_][A-Za-z0-9_.-]{{2,60}})["']?\s*(?:=|:|=>|:=)\s*{value}"#
    ))
    .ok()
});

/// Words in the names of secrets, and the sign of an address.
static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = [
        "pass",
        "pwd",
        "secret",
        "token",
        "key",
        "salt",
        "_pw",
        "://",
        "-----BEGIN ",
    ];
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(words)
        .ok()
});

/// The secrets in the text of all files but tests, samples and translations, by file and place.
///
/// In Python only tokens and private keys are searched this way, because the constants of the code are judged
/// by where they are used.
pub(super) fn search(project: &Project) -> Vec<Secret> {
    let files: Vec<&SourceFile> = project
        .files
        .iter()
        .filter(|file| {
            !test_code::is_test(&file.path) && !is_sample(file) && !is_translation(&file.path)
        })
        .collect();
    files
        .par_iter()
        .flat_map_iter(|file| {
            let only_tests = runs_tests(&file.path);
            // A database that lives for one test run has a password that protects nothing.
            search_file(file).into_iter().filter(move |found| {
                !(only_tests && matches!(found.kind, SecretKind::Password | SecretKind::Url))
            })
        })
        .collect()
}

/// A file that says how tests are run.
fn runs_tests(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.contains(".github/workflows/")
        || path.contains(".circleci/")
        || matches!(
            name,
            "tox.ini" | ".travis.yml" | ".gitlab-ci.yml" | "azure-pipelines.yml" | "pytest.ini"
        )
}

/// Passwords in rows of SQL files; those that everybody knows have a rule of their own.
pub(super) fn search_rows(project: &Project, rows: &[Row]) -> Vec<Secret> {
    let mut found = Vec::new();
    for row in rows {
        let file = project.file(row.span.file);
        if test_code::is_test(&file.path) || is_sample(file) || is_harmless(&file.path) {
            continue;
        }
        for (column, value) in &row.values {
            let at = value.span.range.start as usize..value.span.range.end as usize;
            if !is_well_known_password(&value.text) {
                found.extend(named(file, column, &value.text, at, 0));
            }
        }
    }
    found
}

/// Variables of units that the lines did not show, such as the second of an `ENV` instruction.
pub(super) fn search_variables(
    project: &Project,
    deployment: &Deployment,
    known: &[Secret],
) -> Vec<Secret> {
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    let mut found = Vec::new();
    for (unit, variable) in deployment.variables() {
        let span = variable.span;
        let file = project.file(span.file);
        let is_left_out = unit.kind == UnitKind::Job
            || test_code::is_test(&file.path)
            || is_sample(file)
            || is_harmless(&file.path);
        let (Some(text), true) = (variable.value.text(), !is_left_out && seen.insert(span)) else {
            continue;
        };
        let is_known = known
            .iter()
            .any(|secret| secret.span.file == span.file && overlap(secret.span.range, span.range));
        let Some(at) = file.slice(span.range).rfind(text).filter(|_| !is_known) else {
            continue;
        };
        let start = span.range.start as usize;
        found.extend(named(
            file,
            &variable.name,
            text,
            at..at + text.len(),
            start,
        ));
    }
    found
}

/// A file whose passwords protect nothing: those of services that a pipeline starts for an hour, and of examples.
///
/// Tokens of other services are real wherever they stand.
pub(super) fn is_harmless(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_pipeline = folders.ends_with(".github/workflows")
        || matches!(
            name,
            ".gitlab-ci.yml" | ".travis.yml" | "tox.ini" | "azure-pipelines.yml" | "appveyor.yml"
        );
    is_pipeline
        || folders.split('/').any(|folder| {
            matches!(
                folder.to_ascii_lowercase().as_str(),
                "example"
                    | "examples"
                    | "sample"
                    | "samples"
                    | "demo"
                    | "demos"
                    | "docs"
                    | "doc"
                    | "fixtures"
            )
        })
}

/// Texts for people in many languages, with addresses such as `user:password@host` to show what is meant.
fn is_translation(path: &str) -> bool {
    path.split('/')
        .any(|folder| matches!(folder, "translations" | "locale" | "locales" | "i18n"))
}

/// A file that shows which settings there are, with values to be replaced; or one that a program wrote.
fn is_sample(file: &SourceFile) -> bool {
    let mut parts = file.name().split(['.', '-', '_']);
    parts.any(|part| {
        matches!(
            part,
            "example"
                | "examples"
                | "sample"
                | "samples"
                | "fixtures"
                | "template"
                | "dist"
                | "tpl"
                | "default"
                | "lock"
                | "snap"
        )
    })
}

fn search_file(file: &SourceFile) -> Vec<Secret> {
    let mut found = Vec::new();
    for token in provider::find(&file.text) {
        found.push(Secret {
            confidence: token.confidence,
            title: Some((token.name, token.rotate)),
            ..Secret::in_text(file, SecretKind::Token, &token.range)
        });
    }
    let Some(words) = &*WORDS else { return found };
    let mut next = 0;
    while let Some(word) = file.text.get(next..).and_then(|rest| words.find(rest)) {
        let (start, end) = line_around(&file.text, next + word.start());
        next = end;
        let Some(line) = file.text.get(start..end) else {
            break;
        };
        let secret = search_line(file, line, start);
        if let Some(secret) = secret
            && !found
                .iter()
                .any(|other| overlap(other.span.range, secret.span.range))
        {
            found.push(secret);
        }
        if found.len() >= FINDINGS {
            break;
        }
    }
    if !found.is_empty() && file.name().rsplit('.').next() == Some("json") {
        let lengths = lengths_of_values(&file.text);
        found.retain(|secret| {
            let length = lengths.get(&(secret.hidden.end - secret.hidden.start));
            secret.name.is_none() || length.is_none_or(|count| *count < SAME_LENGTH)
        });
    }
    found
}

/// How many values of each length a file of pairs has.
fn lengths_of_values(text: &str) -> BTreeMap<u32, usize> {
    let mut lengths = BTreeMap::new();
    let Some(pair) = &*PAIR else { return lengths };
    for line in text.lines().filter(|line| line.len() <= LINE_BYTES) {
        let found = pair.captures(line);
        if let Some(value) = found.and_then(|found| found.iter().skip(2).flatten().next()) {
            let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
            *lengths.entry(length).or_default() += 1;
        }
    }
    lengths
}

/// The line that holds a byte, without its break.
fn line_around(text: &str, at: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let before = bytes.get(..at).unwrap_or_default();
    let start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let after = bytes.get(at..).unwrap_or_default();
    let length = after.iter().position(|byte| *byte == b'\n');
    (start, length.map_or(text.len(), |length| at + length))
}

fn overlap(one: Range, other: Range) -> bool {
    one.start < other.end && other.start < one.end
}

fn search_line(file: &SourceFile, line: &str, start: usize) -> Option<Secret> {
    if let Some(at) = line.find("-----BEGIN ") {
        let end = file.text.floor_char_boundary(start + KEY_BYTES);
        let body = form::private_key(file.text.get(start..end)?)?;
        let head = start + at..start + line.trim_end().len().min(body.start);
        let hidden = range(&(start + body.start..start + body.end));
        return Some(Secret {
            hidden,
            ..Secret::in_text(file, SecretKind::PrivateKey, &head)
        });
    }
    if line.len() > LINE_BYTES || file.kind == FileKind::Python || is_harmless(&file.path) {
        return None;
    }
    let is_settings = matches!(file.kind, FileKind::Settings | FileKind::Deployment);
    if let Some(password) = form::password(line.trim_end()).filter(|_| is_settings) {
        let password = start + password.start..start + password.end;
        return Some(Secret::in_text(file, SecretKind::Url, &password));
    }
    if is_settings {
        let pair = PAIR.as_ref()?.captures(line)?;
        let value = pair.iter().skip(2).flatten().next()?;
        return named(
            file,
            pair.get(1)?.as_str(),
            value.as_str(),
            value.range(),
            start,
        );
    }
    QUOTED.as_ref()?.captures_iter(line).find_map(|pair| {
        let value = pair.iter().skip(2).flatten().next()?;
        if !value::is_surely_random(value.as_str()) {
            return None;
        }
        named(
            file,
            pair.get(1)?.as_str(),
            value.as_str(),
            value.range(),
            start,
        )
    })
}

/// A value that its name makes a secret.
fn named(
    file: &SourceFile,
    name: &str,
    text: &str,
    at: Bytes<usize>,
    start: usize,
) -> Option<Secret> {
    let site = Site {
        name: Some(name),
        text,
        range: Range::default(),
        described: false,
    };
    let (kind, confidence) = judge(&site)?;
    // What everybody tries first has a rule of its own where services are described.
    let is_service = kind == SecretKind::Password
        && file.kind == FileKind::Deployment
        && is_well_known_password(text);
    // A key for a placeholder in a script is not one of the application.
    let is_public = name::is_public(name);
    let place = start + at.start..start + at.end;
    (!is_service && !is_public).then(|| Secret {
        confidence,
        name: Some(name.to_owned()),
        ..Secret::in_text(file, kind, &place)
    })
}

impl Secret {
    /// A secret in the text of a file, sure and without a name.
    fn in_text(file: &SourceFile, kind: SecretKind, at: &Bytes<usize>) -> Self {
        let place = range(at);
        Self {
            kind,
            confidence: Confidence::High,
            span: file.span(place),
            hidden: place,
            name: None,
            title: None,
            function: None,
        }
    }
}

/// Files are far smaller than 4 GB.
fn range(bytes: &Bytes<usize>) -> Range {
    let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Range::new(narrow(bytes.start), narrow(bytes.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<(u32, SecretKind)> {
        let project = Project::from_texts([(path, text)]);
        let found = search(&project);
        let line = |found: &Secret| {
            project
                .file(found.span.file)
                .position(found.span.range.start)
                .line
        };
        found
            .iter()
            .map(|found| (line(found), found.kind))
            .collect()
    }

    #[test]
    fn settings_are_judged_like_assignments() {
        let text = "DEBUG=0\nDB_PASSWORD=k9-Maple-tree\nexport SECRET_KEY='dev'\nAPI_KEY=\nMAIL_PASSWORD=${MAIL_PASSWORD}\n";
        let expected = [(2, SecretKind::Password), (3, SecretKind::Key)];
        assert_eq!(lines(".env", text), expected);
        let text = "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: k9-Maple-tree\n      - REDIS_URL=redis://:k9Maple@cache/0\n";
        assert_eq!(
            lines("compose.yml", text),
            [(4, SecretKind::Password), (5, SecretKind::Url)]
        );
        let text = "{\n  \"password\": \"k9-Maple-tree\",\n  \"user\": \"shop\"\n}\n";
        assert_eq!(lines("config.json", text), [(2, SecretKind::Password)]);
    }

    #[test]
    fn only_the_value_is_the_place() {
        let text = "a: 1\npassword: \"k9-Maple-tree\"\n";
        let project = Project::from_texts([("config.yml", text)]);
        let found = search(&project);
        let place = project.file(found[0].span.file).slice(found[0].span.range);
        assert_eq!(place, "k9-Maple-tree");
    }

    #[test]
    fn random_values_under_such_names_are_secrets_anywhere() {
        let text = "const apiKey = \"q7Rt2LmX9vB4nK8sW1dZ0\";\nvar label = 'password';\nlet nextToken = \"q7Rt2LmX9vB4nK8sW1dZ0\";\n";
        assert_eq!(lines("static/shop.js", text), [(1, SecretKind::Token)]);
        assert_eq!(lines("README.md", "DB_PASSWORD=\"k9-Maple-tree\"\n"), []);
    }

    #[test]
    fn samples_tests_and_manuals_are_left_alone() {
        let text = "DB_PASSWORD=k9-Maple-tree\n";
        for path in [
            ".env.example",
            "tests/.env",
            "README.md",
            "settings.sample.ini",
        ] {
            assert_eq!(lines(path, text), [], "{path}");
        }
    }

    #[test]
    fn every_variable_of_an_instruction_is_judged() {
        let text = "FROM python:3.13\nENV A=1 DB_PASSWORD=k9-Maple-tree B=2\n";
        let project = Project::from_texts([("Dockerfile", text)]);
        let (deployment, _) = Deployment::read(&project);
        let found = search_variables(&project, &deployment, &search(&project));
        let text = |secret: &Secret| project.file(secret.span.file).slice(secret.span.range);
        let found: Vec<&str> = found.iter().map(text).collect();
        assert_eq!(found, ["k9-Maple-tree"]);
    }

    #[test]
    fn passwords_of_pipelines_and_examples_protect_nothing() {
        for path in [".github/workflows/ci.yml", "tox.ini", "examples/shop/.env"] {
            assert_eq!(lines(path, "DB_PASSWORD: k9-Maple-tree\n"), [], "{path}");
        }
    }

    #[test]
    fn a_table_of_codes_holds_no_passwords() {
        let codes: String = (0..200).fold(String::new(), |codes, number| {
            codes + &format!("  \"sign{number}\": \"E{number:03}\",\n")
        });
        let text = format!("{{\n{codes}  \"password\": \"F042\"\n}}\n");
        assert_eq!(lines("static/signs.json", &text), []);
    }

    #[test]
    fn a_private_key_is_told_once() {
        let body = "MIIEowIBAAKCAQEA".repeat(4);
        let text =
            format!("x\n-----BEGIN PRIVATE KEY-----\n{body}\n{body}\n-----END PRIVATE KEY-----\n");
        assert_eq!(
            lines("deploy/key.pem", &text),
            [(2, SecretKind::PrivateKey)]
        );
    }
}
