//! Secrets in files that are not Python: settings, deployment files and other text.
//!
//! `NAME=value`, `name: value` and `"name": "value"` are judged like assignments, in settings and deployment files only.
//! Elsewhere, as in a manual, such lines are examples; there a secret must be known by its form.

use std::sync::LazyLock;

use assay_source::{FileKind, Project, Range, SourceFile, Span};
use assay_taint::Confidence;
use regex::Regex;

use super::super::SecretKind;
use super::site::Site;
use super::{form, judge};
use crate::test_code;

/// Longer lines are data, not settings.
const LINE_BYTES: usize = 2000;

/// How much of a private key is looked at.
const KEY_BYTES: usize = 1000;

/// A secret in a text file.
pub(super) struct Found<'a> {
    pub(super) span: Span,
    pub(super) kind: SecretKind,
    pub(super) confidence: Confidence,
    pub(super) name: &'a str,
}

/// A name and its value.
static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = r#"(?:export\s+|-\s+|ENV\s+|ARG\s+)?["']?([A-Za-z_][A-Za-z0-9_.-]*)["']?"#;
    let value = r#"(?:"([^"]+)"|'([^']+)'|([^\s"'#,]+))\s*(?:[,;#].*)?$"#;
    Regex::new(&format!(r"^\s*{name}\s*[:=]\s*{value}")).ok()
});

/// The secrets in the files that are not Python.
pub(super) fn search(project: &Project) -> Vec<Found<'_>> {
    let files = project
        .files
        .iter()
        .filter(|file| file.kind != FileKind::Python);
    let files = files.filter(|file| {
        !test_code::is_test(&file.path) && !is_sample(file.name()) && !is_translation(&file.path)
    });
    files.flat_map(search_file).collect()
}

/// Texts for people in many languages, with addresses such as `user:password@host` to show what is meant.
fn is_translation(path: &str) -> bool {
    path.split('/')
        .any(|folder| matches!(folder, "translations" | "locale" | "locales" | "i18n"))
}

/// A file that shows which settings there are, with values to be replaced.
fn is_sample(name: &str) -> bool {
    let parts = name.split(['.', '-', '_']);
    parts.into_iter().any(|part| {
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
        )
    })
}

fn search_file(file: &SourceFile) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        let end = start + line.len();
        if line.len() <= LINE_BYTES
            && let Some((kind, confidence, name)) = search_line(file, line.trim_end(), start)
        {
            let indent = line.len() - line.trim_start().len();
            let range = Range::new(
                offset(start + indent),
                offset(start + line.trim_end().len()),
            );
            found.push(Found {
                span: file.span(range),
                kind,
                confidence,
                name,
            });
        }
        start = end;
    }
    found
}

fn search_line<'a>(
    file: &'a SourceFile,
    line: &'a str,
    start: usize,
) -> Option<(SecretKind, Confidence, &'a str)> {
    if line.contains("-----BEGIN ") {
        let end = file.text.floor_char_boundary(start + KEY_BYTES);
        let is_key = form::known(file.text.get(start..end)?) == Some(SecretKind::PrivateKey);
        return is_key.then_some((SecretKind::PrivateKey, Confidence::High, "a constant"));
    }
    match (form::known(line), file.kind) {
        (Some(SecretKind::Url), FileKind::Other | FileKind::Template) | (None, _) => {}
        (Some(kind), _) => return Some((kind, Confidence::High, "a constant")),
    }
    if !matches!(file.kind, FileKind::Settings | FileKind::Deployment) {
        return None;
    }
    let pair = PAIR.as_ref()?.captures(line)?;
    let name = pair.get(1)?.as_str();
    let text = pair.iter().skip(2).flatten().next()?.as_str();
    let (kind, confidence) = judge(&Site {
        name: Some(name),
        text,
        range: Range::default(),
    })?;
    Some((kind, confidence, name))
}

/// Files are far smaller than 4 GB.
fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<(u32, SecretKind)> {
        let project = Project::from_texts([(path, text)]);
        let found = search(&project);
        let line = |found: &Found<'_>| {
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
