//! The application runs on a version of Python that gets no security fixes any more.

use assay_scan::check::deployment::{Image, UnitKind};
use assay_scan::check::{Context, Report};

/// The day that the data below was last compared with its source, <https://devguide.python.org/versions/>.
const AS_OF: &str = "2026-11-22";

/// The last day of each version that has one, from the release schedules (PEP 373, 398 and so on).
const ENDS: [(&str, &str); 16] = [
    ("2.6", "2013-10-29"),
    ("2.7", "2020-01-01"),
    ("3.0", "2009-06-27"),
    ("3.1", "2012-04-09"),
    ("3.2", "2016-02-20"),
    ("3.3", "2017-09-29"),
    ("3.4", "2019-03-18"),
    ("3.5", "2020-09-30"),
    ("3.6", "2021-12-23"),
    ("3.7", "2023-06-27"),
    ("3.8", "2024-10-07"),
    ("3.9", "2025-10-31"),
    ("3.10", "2026-10-31"),
    ("3.11", "2027-10-31"),
    ("3.12", "2028-10-31"),
    ("3.13", "2029-10-31"),
];

/// The files by which platforms and tools choose their Python.
const PINNING: [&str; 5] = [
    "runtime.txt",
    ".python-version",
    "environment.yml",
    "environment.yaml",
    "Pipfile",
];

/// Reports base images and pins that name such a version.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let stages = ctx.app.deployment.units_of(UnitKind::Stage);
    for image in stages.filter_map(|stage| stage.image.as_ref()) {
        if let Some(version) = version_of(image).and_then(ended) {
            report.at_place(image.span, &version);
        }
    }
    let files = ctx.project.files.iter();
    for file in files.filter(|file| PINNING.contains(&file.name())) {
        for (number, line) in file.text.lines().enumerate() {
            let Some(version) = pinned(file.name(), line).and_then(ended) else {
                continue;
            };
            let range = u32::try_from(number + 1).ok();
            let Some(mut range) = range.and_then(|number| file.lines.range(number)) else {
                continue;
            };
            range.end = range.start + u32::try_from(line.trim_end().len()).unwrap_or_default();
            report.at_place(file.span(range), &version);
        }
    }
}

/// The version that a line pins, in one of these files.
fn pinned<'a>(name: &str, line: &'a str) -> Option<&'a str> {
    let line = line.split('#').next()?.trim();
    match name {
        "runtime.txt" | ".python-version" => {
            Some(line.strip_prefix("python-").unwrap_or(line)).filter(|line| !line.is_empty())
        }
        "environment.yml" | "environment.yaml" => {
            let dependency = line.strip_prefix("- ")?.trim_matches(['"', '\'']);
            Some(dependency.strip_prefix("python=")?.trim_start_matches('='))
        }
        "Pipfile" => {
            let (key, value) = line.split_once('=')?;
            let is_python = matches!(key.trim(), "python_version" | "python_full_version");
            is_python.then(|| value.trim().trim_matches(['"', '\'']))
        }
        _ => None,
    }
}

/// The version in the tag of a Python image, or behind `python` in the tag of another.
fn version_of(image: &Image) -> Option<&str> {
    let tag = image.tag.as_deref()?;
    if image.short_name() == "python" {
        return Some(tag);
    }
    let (_, rest) = tag.split_once("python")?;
    Some(rest.trim_start_matches('-'))
}

/// `3.7 since 2023-06-27` if the version, with whatever stands behind it, has ended.
fn ended(text: &str) -> Option<String> {
    let mut parts = text.split(['.', '-', ' ', '*']);
    let (major, minor) = (parts.next()?, parts.next().unwrap_or_default());
    let version = if minor.bytes().all(|byte| byte.is_ascii_digit()) && !minor.is_empty() {
        format!("{major}.{minor}")
    } else if major == "2" {
        "2.7".to_owned()
    } else {
        return None;
    };
    let (_, end) = ENDS.iter().find(|(name, _)| *name == version)?;
    (*end < AS_OF).then(|| format!("{version} since {end}"))
}
