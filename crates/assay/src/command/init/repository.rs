//! What a repository looks like from outside: which hosts it is pushed to, and which files stand in it.

use std::fs;
use std::path::{Path, PathBuf};

/// No file that we add to is as large as this.
const BYTES: u64 = 1024 * 1024;

/// A repository, as far as it matters here.
pub(super) struct Repository {
    root: PathBuf,
    /// The hosts that it is pushed to, in lower case.
    hosts: Vec<String>,
    /// The branch that changes end up in.
    pub(super) branch: String,
}

/// What stands at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing.
    Nothing,
    /// A text.
    Text(String),
    /// A folder, a link, or a file that is no text: to be left alone.
    Other,
}

impl Repository {
    /// Looks at the repository in a folder; starts no program.
    pub(super) fn look(root: &Path) -> Self {
        let git = git_folder(root);
        let config = git.as_ref().and_then(|git| text(&git.join("config")));
        let head = git
            .as_ref()
            .and_then(|git| text(&git.join("refs/remotes/origin/HEAD")));
        Self {
            root: root.to_owned(),
            hosts: hosts(&config.unwrap_or_default()),
            branch: branch(&head.unwrap_or_default()),
        }
    }

    /// True if it is pushed to a host whose name contains this.
    pub(super) fn is_on(&self, host: &str) -> bool {
        self.hosts.iter().any(|name| name.contains(host))
    }

    /// True if something stands at this path.
    pub(super) fn has(&self, path: &str) -> bool {
        fs::symlink_metadata(self.root.join(path)).is_ok()
    }

    /// What stands at this path. Nothing is read or written through a link.
    pub(super) fn at(&self, path: &str) -> Standing {
        let mut place = self.root.clone();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            place.push(part);
            let Ok(facts) = fs::symlink_metadata(&place) else {
                return Standing::Nothing;
            };
            let is_last = parts.peek().is_none();
            if !is_last && !facts.is_dir() || is_last && !facts.is_file() {
                return Standing::Other;
            }
        }
        text(&place).map_or(Standing::Other, Standing::Text)
    }

    /// The text of a file, or nothing.
    pub(super) fn text(&self, path: &str) -> String {
        match self.at(path) {
            Standing::Text(text) => text,
            Standing::Nothing | Standing::Other => String::new(),
        }
    }
}

/// The folder with git's own files; a worktree has a file that names it.
fn git_folder(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = text(&git)?;
    let folder = root.join(text.strip_prefix("gitdir:")?.trim());
    // What all worktrees share stands two folders up, in `.git`.
    let shared = folder.parent()?.parent()?;
    shared.join("config").is_file().then(|| shared.to_owned())
}

fn text(path: &Path) -> Option<String> {
    let facts = fs::symlink_metadata(path).ok()?;
    if !facts.is_file() || facts.len() > BYTES {
        return None;
    }
    fs::read_to_string(path).ok()
}

/// The hosts of the `url = ` lines in git's configuration.
fn hosts(config: &str) -> Vec<String> {
    let urls = config.lines().filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "url").then(|| value.trim())
    });
    urls.filter_map(host).collect()
}

/// The host of `https://user@host:port/path` and `user@host:path`.
fn host(url: &str) -> Option<String> {
    let authority = match url.split_once("://") {
        Some((_, rest)) => rest.split('/').next()?,
        None => {
            url.split_once(':')
                .filter(|(host, _)| !host.contains('/'))?
                .0
        }
    };
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

/// The branch that `ref: refs/remotes/origin/main` names; `main` if it says nothing that fits into a template.
fn branch(head: &str) -> String {
    head.trim()
        .strip_prefix("ref: refs/remotes/origin/")
        .filter(|name| {
            !name.is_empty()
                && name.starts_with(|character: char| character.is_ascii_alphabetic())
                && name.chars().all(|character| {
                    character.is_ascii_alphanumeric() || "._/-".contains(character)
                })
        })
        .unwrap_or("main")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_in_every_form_of_address() {
        let config = "[remote \"origin\"]\n\turl = git@GitHub.com:shop/shop.git\n[remote \"b\"]\n\turl=https://me:x@gitlab.example:8443/a/b.git\n\tfetch = x\n[remote \"c\"]\n\turl = /srv/git/a:b.git\n";
        assert_eq!(hosts(config), ["github.com", "gitlab.example"]);
    }

    #[test]
    fn a_branch_cannot_leave_its_place_in_a_template() {
        assert_eq!(branch("ref: refs/remotes/origin/trunk\n"), "trunk");
        assert_eq!(branch("ref: refs/remotes/origin/a\"]\nb: [\""), "main");
        assert_eq!(branch(""), "main");
    }
}
