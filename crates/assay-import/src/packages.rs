//! Advisories of another tool: the finding of ours for the package, else the line that asks for the package.

use std::collections::BTreeSet;

use assay_finding::{PackageRow, Place, Review};
use assay_source::{FileKind, Project};

use crate::place;

/// What became of an advisory.
pub(crate) enum Found {
    /// Our finding tells it, too.
    Same(usize),
    /// The line that asks for the package.
    Line(Place),
    /// No line does; a manifest in which it would have to stand.
    Manifest(Place),
    /// There is no manifest.
    Nowhere,
}

/// Where an advisory of a package belongs.
pub(crate) fn find(review: &Review, project: &Project, package: &str, ids: &[String]) -> Found {
    let wanted = normal(package);
    let all = review
        .application
        .iter()
        .flat_map(|application| &application.packages);
    let rows: Vec<&PackageRow> = all.filter(|row| normal(&row.name) == wanted).collect();
    for row in &rows {
        let same = review.findings.iter().position(|finding| {
            let is_here =
                row.place == format!("{}:{}", finding.place.path, finding.place.start.line);
            let family = review
                .rule(&finding.rule)
                .map(|facts| facts.family.as_str());
            is_here
                && !finding.imported
                && family == Some("dependencies")
                && (ids.iter().any(|id| row.ids.contains(id)) || names_one(&finding.message, ids))
        });
        if let Some(at) = same {
            return Found::Same(at);
        }
    }
    let line = rows.iter().find_map(|row| {
        let (path, line) = row.place.rsplit_once(':')?;
        let file = project.file_at(path)?;
        let line: u32 = line.parse().ok()?;
        file.lines.range(line)?;
        Some(place::place(file, place::whole(file, line, line)))
    });
    if let Some(line) = line {
        return Found::Line(line);
    }
    match project.files_of(FileKind::Manifest).next() {
        Some(file) => Found::Manifest(place::place(file, place::whole(file, 1, 1))),
        None => Found::Nowhere,
    }
}

fn names_one(message: &str, ids: &[String]) -> bool {
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
    let words: BTreeSet<&str> = message.split(|sign| !is_part(sign)).collect();
    ids.iter().any(|id| words.contains(id.as_str()))
}

/// Names of packages are equal in any case, and with `-`, `_` or `.`.
fn normal(name: &str) -> String {
    let name = name
        .split('[')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_have_one_name() {
        assert_eq!(normal("Flask_Login[x]"), normal("flask-login"));
    }

    #[test]
    fn an_advisory_is_a_whole_word() {
        let ids = ["CVE-2024-1".to_owned()];
        assert!(names_one("a; CVE-2024-1, x", &ids));
        assert!(!names_one("a; CVE-2024-12, x", &ids));
    }
}
