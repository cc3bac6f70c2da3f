//! Who wrote a line last, by `git blame`: started only when somebody asks with `--blame`.
//!
//! The repository may be hostile. What `git blame` does with the files at hand runs filters that the repository names, so
//! it is asked about the last commit instead, with the conversion of texts switched off; no hook, pager or other
//! program of the repository is started. The line at hand is then looked for in what that commit has, because
//! changes that were not committed move lines.
//!
//! In a shallow clone the oldest commit seems to have written everything before it; such lines have nobody.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use assay_deps::Date;
use assay_finding::Place;
use assay_finding::plan::Owner;
use assay_source::printable;

use crate::revision::output;

/// A name longer than this is cut.
const NAME: usize = 80;

/// The history of a project, asked line by line.
pub(crate) struct History {
    folder: PathBuf,
    is_shallow: bool,
    /// What was asked before.
    known: RefCell<BTreeMap<(String, u32), Option<Owner>>>,
}

/// A line of the last commit and who wrote it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Line {
    number: u32,
    text: String,
    commit: String,
    author: String,
    mail: String,
    seconds: u64,
    is_boundary: bool,
}

impl History {
    /// That of the repository which holds a folder.
    ///
    /// # Errors
    /// When `git` is missing, there is no repository, or it has no commit.
    pub(crate) fn of(folder: &Path) -> Result<Self> {
        let asked =
            output(folder, &["rev-parse", "--is-shallow-repository"]).with_context(|| {
                format!(
                    "`--blame` needs `git` and a repository, and {} is in none that can be read; \
                 owners also come from CODEOWNERS and from `[owners]` in assay.toml",
                    folder.display()
                )
            })?;
        if output(
            folder,
            &["rev-parse", "--verify", "--quiet", "HEAD^{commit}"],
        )
        .is_err()
        {
            bail!(
                "`--blame` asks the last commit, and the repository of {} has none yet",
                folder.display()
            );
        }
        Ok(Self {
            folder: folder.to_owned(),
            is_shallow: asked.starts_with(b"true"),
            known: RefCell::default(),
        })
    }

    /// True if older commits are missing here.
    pub(crate) const fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    /// Who wrote the first line of a place last, if the last commit has this line.
    pub(crate) fn owner(&self, place: &Place) -> Option<Owner> {
        let key = (place.path.clone(), place.start.line);
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let owner = self.ask(&key.0, key.1);
        self.known.borrow_mut().insert(key, owner.clone());
        owner
    }

    fn ask(&self, path: &str, number: u32) -> Option<Owner> {
        let text = self.line_at_hand(path, number)?;
        let range = format!("{number},{number}");
        let one = self.blame(path, &["-L", &range]);
        let line = match one.into_iter().find(|line| line.text == text) {
            Some(line) => line,
            // It was moved by changes that nobody committed, or is one of them.
            None => nearest(self.blame(path, &[]), number, &text)?,
        };
        if self.is_shallow && line.is_boundary {
            return None;
        }
        Some(owner(&line))
    }

    fn line_at_hand(&self, path: &str, number: u32) -> Option<String> {
        let path = self.folder.join(path);
        if !fs::symlink_metadata(&path).ok()?.is_file() {
            return None;
        }
        let bytes = fs::read(&path).ok()?;
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        let line = bytes.split(|byte| *byte == b'\n').nth(index)?;
        Some(plain(&String::from_utf8_lossy(line)))
    }

    /// What the last commit knows of the lines of a file; nothing if it does not have it.
    fn blame(&self, path: &str, range: &[&str]) -> Vec<Line> {
        let mut arguments = vec![
            "blame",
            "--no-textconv",
            // The repository may name a file that never ends.
            "--no-ignore-revs-file",
            "--line-porcelain",
        ];
        arguments.extend(range);
        arguments.extend(["HEAD", "--", path]);
        let told = output(&self.folder, &arguments).unwrap_or_default();
        parse(&String::from_utf8_lossy(&told))
    }
}

/// The line with this text that stands nearest; the earlier one of two.
fn nearest(lines: Vec<Line>, number: u32, text: &str) -> Option<Line> {
    if text.trim().is_empty() {
        return None;
    }
    let same = lines.into_iter().filter(|line| line.text == text);
    same.min_by_key(|line| line.number.abs_diff(number))
}

/// The answer of `git blame --line-porcelain`: for each line a head, facts, and the text after a tabulator.
fn parse(told: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line::default();
    for row in told.split('\n') {
        if let Some(text) = row.strip_prefix('\t') {
            plain(text).clone_into(&mut line.text);
            lines.push(std::mem::take(&mut line));
            continue;
        }
        let (name, value) = row.split_once(' ').unwrap_or((row, ""));
        match name {
            "author" => value.clone_into(&mut line.author),
            "author-mail" => value.clone_into(&mut line.mail),
            "author-time" => line.seconds = value.parse().unwrap_or_default(),
            "boundary" => line.is_boundary = true,
            _ if line.commit.is_empty() => {
                name.clone_into(&mut line.commit);
                let number = value.split(' ').nth(1);
                line.number = number.and_then(|text| text.parse().ok()).unwrap_or(0);
            }
            _ => {}
        }
    }
    lines
}

/// Ends of lines are otherwise in a repository than on some machines.
fn plain(text: &str) -> String {
    text.trim_end_matches('\r').to_owned()
}

/// Whoever commits chooses the name, so it is made safe to print.
fn owner(line: &Line) -> Owner {
    let name = match line.author.trim() {
        "" => line.mail.trim_matches(['<', '>']),
        name => name,
    };
    let commit: String = line.commit.chars().take(10).collect();
    Owner {
        name: printable(name).chars().take(NAME).collect(),
        by: format!(
            "git blame: commit {} of {}",
            printable(&commit),
            Date::from_unix(line.seconds)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = "1111111111111111111111111111111111111111 4 7 1\nauthor A\u{1b}[1mnn\nauthor-mail <ann@example.org>\nauthor-time 1763596800\nauthor-tz +0000\nsummary author Eve\nboundary\nfilename app.py\n\t    eval(a)\n2222222222222222222222222222222222222222 1 8 1\nauthor \nauthor-mail <bob@example.org>\nauthor-time 0\nfilename app.py\n\tauthor Mallory\r\n";

    #[test]
    fn each_line_has_the_one_who_wrote_it() {
        let lines = parse(TOLD);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].number, 7);
        assert!(lines[0].is_boundary && !lines[1].is_boundary);
        assert_eq!(owner(&lines[0]).name, "A\\u{1b}[1mnn");
        assert_eq!(
            owner(&lines[0]).by,
            "git blame: commit 1111111111 of 2025-11-20"
        );
        assert_eq!(owner(&lines[1]).name, "bob@example.org");
        assert_eq!(lines[1].text, "author Mallory");
    }

    #[test]
    fn a_line_that_was_moved_is_found() {
        let found = nearest(parse(TOLD), 20, "    eval(a)");
        assert_eq!(found.map(|line| line.number), Some(7));
        assert_eq!(nearest(parse(TOLD), 7, "    eval(b)"), None);
    }
}
