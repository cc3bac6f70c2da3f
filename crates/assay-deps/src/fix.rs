//! Upgrades written into manifests: only the version changes, everything around it stays as it is.

use std::collections::BTreeMap;

use assay_source::{FileId, Project, Range};

use crate::audit::{Audit, Certainty, Upgrade};
use crate::manifest::{Format, Inventory};

/// One version that is exchanged for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file.
    pub file: FileId,
    /// The bytes of the old version.
    pub range: Range,
    /// The package as it is written.
    pub package: String,
    /// The old version.
    pub old: String,
    /// The new version.
    pub new: String,
    /// True if the first number of the version changes.
    pub crosses_major: bool,
}

/// Why a vulnerable package cannot be upgraded by an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The file.
    pub file: FileId,
    /// Where it stands.
    pub range: Range,
    /// The package as it is written.
    pub package: String,
    /// Why.
    pub why: &'static str,
}

/// The edits that clear every advisory with the smallest steps, and what they cannot clear.
///
/// Lock files and files with hashes belong to the tools that write them.
pub fn edits(inventory: &Inventory, audit: &Audit) -> (Vec<Edit>, Vec<Left>) {
    let mut edits = Vec::new();
    let mut left = Vec::new();
    for found in &audit.vulnerable {
        if found.certainty == Certainty::Admitted {
            continue;
        }
        let requirement = &found.requirement;
        let manifest = inventory
            .manifests
            .iter()
            .find(|manifest| manifest.file == requirement.span.file);
        let why = match (
            manifest.map(|manifest| manifest.format),
            &found.upgrade,
            requirement.version_range,
        ) {
            (Some(Format::Requirements | Format::Pyproject), ..) if requirement.hashes > 0 => {
                "its hashes belong to the old version; let the tool that wrote them upgrade it"
            }
            (
                Some(Format::Requirements | Format::Pyproject),
                Upgrade::To {
                    version,
                    crosses_major,
                },
                Some(range),
            ) => {
                edits.push(Edit {
                    file: requirement.span.file,
                    range,
                    package: requirement.written.clone(),
                    old: requirement
                        .specifier
                        .trim_start_matches('=')
                        .trim()
                        .to_owned(),
                    new: version.to_string(),
                    crosses_major: *crosses_major,
                });
                continue;
            }
            (Some(Format::Requirements | Format::Pyproject), Upgrade::To { .. }, None) => {
                "it is a range; raise its upper end by hand"
            }
            (Some(Format::Requirements | Format::Pyproject), ..) => "no repaired version is known",
            (Some(_) | None, ..) => "the tool that wrote this file has to upgrade it",
        };
        left.push(Left {
            file: requirement.span.file,
            range: requirement.span.range,
            package: requirement.written.clone(),
            why,
        });
    }
    edits.sort_by_key(|edit| (edit.file, edit.range));
    edits.dedup_by_key(|edit| (edit.file, edit.range));
    (edits, left)
}

/// The texts of the files after the edits.
pub fn apply(project: &Project, edits: &[Edit]) -> BTreeMap<FileId, String> {
    let mut texts: BTreeMap<FileId, String> = BTreeMap::new();
    // From the end, so that the places of earlier edits stay what they are.
    for edit in edits.iter().rev() {
        let file = project.file(edit.file);
        let text = texts
            .entry(edit.file)
            .or_insert_with(|| file.text.to_string());
        let (start, end) = (edit.range.start as usize, edit.range.end as usize);
        if text.get(start..end).is_some() {
            text.replace_range(start..end, &edit.new);
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Database, audit};

    fn check(path: &str, before: &str, after: &str) {
        let project = Project::from_texts([(path, before)]);
        let inventory = Inventory::read(&project);
        let (edits, _) = edits(&inventory, &audit(&inventory, Database::embedded()));
        let texts = apply(&project, &edits);
        let text = texts.values().next().map_or(before, String::as_str);
        assert_eq!(text, after);
    }

    #[test]
    fn comments_and_spaces_stay() {
        check(
            "requirements.txt",
            "# ours\r\nPyYAML[x] == 5.3  # why ==5.3\r\nflask\n",
            "# ours\r\nPyYAML[x] == 5.4  # why ==5.3\r\nflask\n",
        );
        check(
            "pyproject.toml",
            "[project] # p\ndependencies = [\n  'pyyaml==5.3', # c\n]\n[tool.poetry.dependencies]\npyyaml = { version = \"==5.3\", extras = [] }\n",
            "[project] # p\ndependencies = [\n  'pyyaml==5.4', # c\n]\n[tool.poetry.dependencies]\npyyaml = { version = \"==5.4\", extras = [] }\n",
        );
    }

    #[test]
    fn what_has_hashes_is_left_to_its_tool() {
        let text = "pyyaml==5.3 --hash=sha256:00\n";
        check("requirements.txt", text, text);
    }
}
