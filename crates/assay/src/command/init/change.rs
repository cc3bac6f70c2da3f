//! What to do for a target: write a file, add to one, show lines, or leave it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::repository::{Repository, Standing};
use super::target::{Sharing, Target, indented};
use crate::output;

/// What to do with a file.
pub(super) struct Change {
    /// The file.
    pub(super) path: &'static str,
    /// What to do.
    pub(super) action: Action,
}

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Write a file that is not there.
    Create(String),
    /// Write over a file of ours.
    Replace(String),
    /// Add to a file of somebody else.
    Append {
        /// The whole of it afterwards.
        whole: String,
        /// What is added.
        added: String,
    },
    /// Show what to add.
    Snippet {
        /// Why it is not added.
        why: &'static str,
        /// What to add.
        text: String,
    },
    /// Nothing, and why.
    Nothing(&'static str),
}

impl Change {
    /// Decides what to do.
    pub(super) fn of(target: &Target, repository: &Repository, force: bool) -> Self {
        let action = match repository.at(target.path) {
            Standing::Nothing => Action::Create(target.file(repository)),
            Standing::Other => Action::Snippet {
                why: "is no file that can be written",
                text: target.addition(repository),
            },
            Standing::Text(text) if target.sharing == Sharing::Own => {
                own(&text, target.file(repository), force)
            }
            Standing::Text(text) if names_assay(&text) => {
                Action::Nothing("names Assay already, left as it is")
            }
            Standing::Text(text) => shared(target, &text, target.addition(repository)),
        };
        Self {
            path: target.path,
            action,
        }
    }

    /// Does it.
    pub(super) fn apply(&self, root: &Path) -> Result<()> {
        let text = match &self.action {
            Action::Create(text) | Action::Replace(text) => text,
            Action::Append { whole, .. } => whole,
            Action::Snippet { .. } | Action::Nothing(_) => return Ok(()),
        };
        let path = root.join(self.path);
        let folder = output::folder_of(&path);
        fs::create_dir_all(&folder)
            .with_context(|| format!("could not make the folder {}", folder.display()))?;
        output::write(&path, |out| out.write_all(text.as_bytes()))
    }
}

fn own(old: &str, new: String, force: bool) -> Action {
    if old == new {
        Action::Nothing("is up to date")
    } else if force {
        Action::Replace(new)
    } else {
        Action::Nothing("is there already, left as it is; `--force` writes over it")
    }
}

fn shared(target: &Target, text: &str, addition: String) -> Action {
    let added = match target.sharing {
        Sharing::Hooks => hooks_indent(text).map(|indent| indented(&addition, indent)),
        Sharing::Jobs => takes_jobs(text).then(|| format!("\n{addition}")),
        Sharing::Own | Sharing::ByHand => None,
    };
    match added {
        Some(added) => {
            let line_end = if text.ends_with('\n') { "" } else { "\n" };
            Action::Append {
                whole: format!("{text}{line_end}{added}"),
                added,
            }
        }
        None => Action::Snippet {
            why: "is not of a form that can be added to safely",
            text: addition,
        },
    }
}

/// True if a command or hook of ours stands in a file.
fn names_assay(text: &str) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "-_/.".contains(character);
    let lines = text.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with('#') && !line.starts_with("//")
    });
    lines
        .flat_map(|line| line.split(|character| !is_part(character)))
        .any(|word| word == "assay" || word.ends_with("/assay"))
}

/// Lines with something in them that is no comment.
fn significant(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| {
        let content = line.trim_start();
        !content.is_empty() && !content.starts_with('#')
    })
}

/// The indent of the entries of `repos`, if they are the last thing in the file and written as a block.
fn hooks_indent(text: &str) -> Option<&str> {
    let is_plain = !text.contains(['\t', '\r']) && !has_documents(text);
    let is_key = |line: &str| !line.starts_with([' ', '-']);
    let last_key = significant(text).filter(|line| is_key(line)).last()?;
    if !is_plain || last_key.trim_end() != "repos:" {
        return None;
    }
    let mut entries = significant(text)
        .skip_while(|line| *line != last_key)
        .skip(1);
    let first = entries.next()?;
    let indent = first.get(..first.find('-')?)?;
    let is_list = |line: &str| {
        line.starts_with(&format!("{indent}- ")) || line.starts_with(&format!("{indent}  "))
    };
    (indent.trim().is_empty() && is_list(first) && entries.all(is_list)).then_some(indent)
}

/// True if the file is a block of jobs that all standard stages are open to.
fn takes_jobs(text: &str) -> bool {
    !text.contains(['\t', '\r'])
        && !has_documents(text)
        && significant(text).next().is_some()
        && significant(text).all(|line| {
            let is_inner = line.starts_with([' ', '-']);
            let is_key = line.split_once(':').is_some_and(|(key, rest)| {
                !key.contains(['{', '"', '\'', ' ']) && !rest.trim_start().starts_with(['|', '>'])
            });
            is_inner || is_key && !line.starts_with("stages:")
        })
}

/// True if a file says where documents begin and end.
fn has_documents(text: &str) -> bool {
    text.lines()
        .any(|line| line.starts_with("---") || line.starts_with("..."))
        && !text.trim_start().strip_prefix("---\n").is_some_and(|rest| {
            !rest
                .lines()
                .any(|line| line.starts_with("---") || line.starts_with("..."))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hooks_are_added_only_at_the_end_of_a_list_of_repositories() {
        for (text, indent) in [
            (
                "repos:\n  - repo: a\n    hooks:\n      - id: b\n",
                Some("  "),
            ),
            ("# ours\n---\nrepos:\n- repo: a\n  hooks:\n  - id: b", None),
            ("---\nrepos:\n- repo: a\n  hooks:\n  - id: b\n", Some("")),
            (
                "fail_fast: true\nrepos:\n    - repo: a # why\n      hooks: []\n",
                Some("    "),
            ),
            ("repos:\n  - repo: a\nexclude: b\n", None),
            ("repos: [{repo: a}]\n", None),
            ("repos: []\n", None),
            ("repos:\n  - repo: a\n  hooks\n---\nrepos:\n", None),
            ("repos:\r\n  - repo: a\r\n", None),
            ("", None),
        ] {
            assert_eq!(hooks_indent(text), indent, "{text}");
        }
    }

    #[test]
    fn jobs_are_added_only_where_they_have_their_stage() {
        assert!(takes_jobs(
            "image: python\n\nunit:\n  script:\n    - pytest\n"
        ));
        assert!(takes_jobs("unit:\n  script: pytest\n# done\n"));
        for text in [
            "stages:\n  - build\nunit:\n  script: x\n",
            "stages: [build]\n",
            "{unit: {script: x}}\n",
            "unit:\n  script: x\n---\nb:\n",
            "# nothing\n",
        ] {
            assert!(!takes_jobs(text), "{text}");
        }
    }

    #[test]
    fn a_file_that_names_assay_is_known_by_the_word() {
        assert!(names_assay("  - assay scan .\n"));
        assert!(names_assay("sh '.venv/bin/assay scan'\n"));
        assert!(!names_assay("# assay\n  - assayer\n  - my-assay-tool\n"));
    }

    #[test]
    fn a_file_of_ours_is_replaced_only_by_force() {
        let new = || "new".to_owned();
        assert_eq!(own("new", new(), true), Action::Nothing("is up to date"));
        assert!(matches!(own("old", new(), false), Action::Nothing(_)));
        assert_eq!(own("old", new(), true), Action::Replace(new()));
    }
}
