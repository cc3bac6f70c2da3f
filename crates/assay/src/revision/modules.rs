//! The submodules of a revision: each is a repository of its own, of which the revision names a commit.
//!
//! Only what is here already is read: a submodule that was not checked out has no files in either version.
//! One that is checked out, but does not have the commit, is told, because its files would seem to be new.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::{FILES, output, tree};

/// Submodules do not lie deeper in each other.
const DEPTH: usize = 8;

/// Files of a revision that are in one repository.
pub(super) struct Part {
    /// The folder of the repository.
    pub(super) folder: PathBuf,
    /// Each file by its name from the top of all, and its object.
    pub(super) files: Vec<(String, String)>,
}

/// A revision with its submodules.
#[derive(Default)]
pub(super) struct Gathered {
    /// The repository itself first.
    pub(super) parts: Vec<Part>,
    /// Submodules whose earlier version is not here.
    pub(super) missing: Vec<String>,
}

/// What a listing of a tree says of one name.
enum Entry<'a> {
    File(&'a str),
    Module(&'a str),
}

impl Gathered {
    /// The wanted files of a tree and of its submodules; names in the listing begin at `folder`.
    ///
    /// # Errors
    /// If the repository cannot be read or holds too much.
    pub(super) fn of(
        folder: &Path,
        listing: &[u8],
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Self> {
        let mut gathered = Self::default();
        gathered.add(folder, listing, "", 0, is_wanted)?;
        Ok(gathered)
    }

    /// All files.
    pub(super) fn count(&self) -> usize {
        self.parts.iter().map(|part| part.files.len()).sum()
    }

    fn add(
        &mut self,
        folder: &Path,
        listing: &[u8],
        above: &str,
        depth: usize,
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Result<()> {
        let mut files = Vec::new();
        let mut modules = Vec::new();
        for entry in listing.split(|byte| *byte == 0) {
            let text = String::from_utf8_lossy(entry);
            let Some((facts, name)) = text.split_once('\t') else {
                continue;
            };
            let whole = format!("{above}{name}");
            match parsed(facts) {
                Some(Entry::File(object)) if is_wanted(&whole) => {
                    files.push((whole, object.to_owned()));
                }
                Some(Entry::Module(commit)) => modules.push((name.to_owned(), commit.to_owned())),
                Some(Entry::File(_)) | None => {}
            }
        }
        self.parts.push(Part {
            folder: folder.to_owned(),
            files,
        });
        if self.count() > FILES {
            bail!("the revision holds too many files");
        }
        for (name, commit) in modules {
            let inside = folder.join(&name);
            if depth >= DEPTH || !is_checked_out(folder, &name) {
                continue;
            }
            let below = format!("{above}{name}/");
            let listing = tree(&inside, &commit, "a folder")
                .and_then(|tree| output(&inside, &["ls-tree", "-r", "-z", "--full-tree", &tree]));
            match listing {
                Ok(listing) => self.add(&inside, &listing, &below, depth + 1, is_wanted)?,
                Err(_) => self.missing.push(format!("{above}{name}")),
            }
        }
        Ok(())
    }
}

/// A file or a submodule; links are neither.
fn parsed(facts: &str) -> Option<Entry<'_>> {
    let mut facts = facts.split(' ');
    let (mode, kind, object) = (facts.next()?, facts.next()?, facts.next()?);
    match kind {
        "blob" if mode.starts_with("100") => Some(Entry::File(object)),
        "commit" => Some(Entry::Module(object)),
        _ => None,
    }
}

/// True if a repository lies in that folder itself: git would else look further up. Links are not followed.
fn is_checked_out(folder: &Path, name: &str) -> bool {
    let mut place = folder.to_owned();
    for part in name.split('/') {
        if part.is_empty() || part == "." || part == ".." {
            return false;
        }
        place.push(part);
        let is_folder = std::fs::symlink_metadata(&place).is_ok_and(|facts| facts.is_dir());
        if !is_folder {
            return false;
        }
    }
    place.push(".git");
    std::fs::symlink_metadata(&place).is_ok_and(|facts| !facts.is_symlink())
}
