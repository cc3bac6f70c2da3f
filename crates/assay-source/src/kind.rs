//! What a file is, by its name and its first line.

use serde::{Deserialize, Serialize};

use crate::limits;

/// What a file is to the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// Python source.
    Python,
    /// A Jinja template or plain HTML.
    Template,
    /// Names the packages that the application needs.
    Manifest,
    /// Settings of the application or its tools.
    Settings,
    /// Says how the application is run.
    Deployment,
    /// Other text, only searched for secrets.
    Other,
}

/// The kind of a file with this path (relative, with `/`); `None` if there is no reason to read it.
pub(crate) fn kind_of_path(path: &str) -> Option<FileKind> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = name.to_ascii_lowercase();
    let suffix = match name.rsplit_once('.') {
        Some((stem, suffix)) if !stem.is_empty() => suffix,
        Some(_) | None => "",
    };
    match suffix {
        "py" | "pyw" | "wsgi" => return Some(FileKind::Python),
        "html" | "htm" | "jinja" | "jinja2" | "j2" => return Some(FileKind::Template),
        "xml" | "txt" | "svg" | "tpl" if in_templates(folder) => return Some(FileKind::Template),
        _ => {}
    }
    if is_manifest(folder, &name, suffix) {
        return Some(FileKind::Manifest);
    }
    if is_deployment(&name, suffix) {
        return Some(FileKind::Deployment);
    }
    if is_settings(&name, suffix) {
        return Some(FileKind::Settings);
    }
    if name.starts_with('.') || is_never_text(suffix) {
        None
    } else {
        Some(FileKind::Other)
    }
}

/// True if a file with this path (relative, with `/`) may be read as part of a project.
pub fn may_be_read(path: &str) -> bool {
    kind_of_path(path).is_some()
}

fn in_templates(folder: &str) -> bool {
    folder
        .split('/')
        .any(|part| part.eq_ignore_ascii_case("templates"))
}

fn is_manifest(folder: &str, name: &str, suffix: &str) -> bool {
    let listing = matches!(suffix, "txt" | "in");
    let in_requirements = folder.rsplit('/').next() == Some("requirements");
    matches!(
        name,
        "pyproject.toml" | "setup.cfg" | "pipfile" | "environment.yml" | "environment.yaml"
    ) || suffix == "lock"
        || (name.starts_with("pylock.") && suffix == "toml")
        || (listing
            && (in_requirements
                || ["requirements", "constraints"]
                    .iter()
                    .any(|stem| name.contains(stem))))
}

fn is_deployment(name: &str, suffix: &str) -> bool {
    let yaml = matches!(suffix, "yml" | "yaml");
    ["dockerfile", "containerfile"]
        .iter()
        .any(|stem| name.starts_with(stem))
        || matches!(suffix, "dockerfile" | "service")
        || (yaml
            && ["docker-compose", "compose"]
                .iter()
                .any(|stem| name.starts_with(stem)))
        || matches!(
            name,
            "procfile"
                | "app.yaml"
                | "app.yml"
                | "render.yaml"
                | "fly.toml"
                | ".python-version"
                | "serverless.yml"
                | "uwsgi.ini"
        )
        || (suffix == "conf"
            && ["nginx", "apache", "httpd", "supervisord"]
                .iter()
                .any(|stem| name.contains(stem)))
}

fn is_settings(name: &str, suffix: &str) -> bool {
    name == ".env"
        || name == ".flaskenv"
        || name.starts_with(".env.")
        || matches!(
            suffix,
            "env" | "ini" | "cfg" | "conf" | "yaml" | "yml" | "toml" | "json" | "properties"
        )
}

/// Suffixes of files that are not text, or text that is of no use to a review.
fn is_never_text(suffix: &str) -> bool {
    #[rustfmt::skip]
    const SUFFIXES: &[&str] = &[
        "7z", "a", "avi", "bin", "bmp", "br", "bz2", "class", "csv", "db", "dll", "doc", "docx", "dylib", "eot", "exe",
        "gif", "gz", "ico", "jar", "jpeg", "jpg", "lib", "map", "mo", "mov", "mp3", "mp4", "npy", "npz", "o", "odt",
        "ogg", "otf", "parquet", "pdf", "pickle", "pkl", "png", "po", "pot", "ppt", "pptx", "psd", "pyc", "pyd", "pyi",
        "pyo", "rar", "so", "sqlite", "sqlite3", "svg", "swf", "tar", "tgz", "tif", "tiff", "ttf", "wasm", "wav",
        "webm", "webp", "whl", "woff", "woff2", "xls", "xlsx", "xz", "zip", "zst",
    ];
    SUFFIXES.binary_search(&suffix).is_ok()
}

/// True if the bytes begin with an interpreter line that names Python.
pub(crate) fn has_python_shebang(bytes: &[u8]) -> bool {
    let start = bytes
        .get(..limits::SHEBANG_BYTES.min(bytes.len()))
        .unwrap_or_default();
    let line = start
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .next()
        .unwrap_or_default();
    let Some(rest) = line.strip_prefix(b"#!") else {
        return false;
    };
    rest.split(|byte| matches!(byte, b' ' | b'\t' | b'/'))
        .any(|word| {
            let Some(version) = word
                .strip_prefix(b"python".as_slice())
                .or_else(|| word.strip_prefix(b"pypy".as_slice()))
            else {
                return false;
            };
            version
                .iter()
                .all(|byte| byte.is_ascii_digit() || *byte == b'.')
        })
}

/// True if a file of this name may be a Python program by its first line.
pub(crate) fn may_have_shebang(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    !name.contains('.') || name.to_ascii_lowercase().ends_with(".cgi")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_follows_from_the_path() {
        for (path, expected) in [
            ("app.py", Some(FileKind::Python)),
            ("run.PYW", Some(FileKind::Python)),
            ("site.wsgi", Some(FileKind::Python)),
            ("stub.pyi", None),
            ("a/b.htm", Some(FileKind::Template)),
            ("mail.txt.j2", Some(FileKind::Template)),
            ("app/templates/mail/hello.txt", Some(FileKind::Template)),
            ("notes/hello.txt", Some(FileKind::Other)),
            ("requirements-dev.txt", Some(FileKind::Manifest)),
            ("requirements/prod.txt", Some(FileKind::Manifest)),
            ("dev-requirements.in", Some(FileKind::Manifest)),
            ("pyproject.toml", Some(FileKind::Manifest)),
            ("Pipfile", Some(FileKind::Manifest)),
            ("uv.lock", Some(FileKind::Manifest)),
            (".env", Some(FileKind::Settings)),
            (".env.production", Some(FileKind::Settings)),
            (".flaskenv", Some(FileKind::Settings)),
            ("config/app.yaml", Some(FileKind::Deployment)),
            ("config/app.json", Some(FileKind::Settings)),
            ("Dockerfile.prod", Some(FileKind::Deployment)),
            ("compose.override.yml", Some(FileKind::Deployment)),
            ("deploy/nginx.conf", Some(FileKind::Deployment)),
            ("README", Some(FileKind::Other)),
            ("key.pem", Some(FileKind::Other)),
            ("logo.png", None),
            (".hidden", None),
            (".hidden.py", Some(FileKind::Python)),
        ] {
            assert_eq!(kind_of_path(path), expected, "{path}");
        }
    }

    #[test]
    fn only_an_interpreter_line_that_names_python_makes_a_program() {
        for (text, expected) in [
            ("#!/usr/bin/python\n", true),
            ("#!/usr/bin/env python3.12\r\n", true),
            ("#! /usr/bin/env -S python3 -u\n", true),
            ("#!/bin/sh\n# python\n", false),
            ("#!/usr/bin/pythonic\n", false),
            ("python\n", false),
            ("", false),
        ] {
            assert_eq!(has_python_shebang(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn the_list_of_suffixes_is_sorted() {
        // `binary_search` needs it; one suffix from either end and the middle shows that it holds.
        assert!(
            ["7z", "zst", "png", "pyi", "mo"]
                .into_iter()
                .all(is_never_text)
        );
    }
}
