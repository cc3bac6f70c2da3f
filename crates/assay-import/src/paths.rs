//! Paths as other tools name them, looked up among the files of the project.
//!
//! A tool may have run elsewhere: in a folder above or below, in a container, on a machine that builds.
//! What is before or missing in its paths is then the same for all of them,
//! so it is found out once for a report, and only used if most of the paths fit.

use std::collections::{BTreeMap, BTreeSet};

use assay_source::{Project, SourceFile, printable};

/// So many paths are tried to find out what is before or missing.
const TRIED: usize = 2_000;
/// So many folders of a path are tried as what is before.
const DEPTH: usize = 40;

pub(crate) struct Paths<'a> {
    project: &'a Project,
    root: String,
    /// What stands before the paths of the project.
    before: Option<String>,
    /// What is missing before the paths of the tool.
    missing: Option<String>,
}

impl<'a> Paths<'a> {
    /// Finds out how the paths of a report relate to those of the project.
    pub(crate) fn new<'p>(project: &'a Project, named: impl Iterator<Item = &'p str>) -> Self {
        let root = project.root.to_string_lossy().replace('\\', "/");
        let root = printable(root.trim_end_matches('/'));
        let mut paths = Self {
            project,
            root,
            before: None,
            missing: None,
        };
        let named: BTreeSet<String> = named.map(cleaned).collect();
        let is_lost = |path: &&String| paths.find(path).is_none();
        let lost: Vec<&String> = named.iter().filter(is_lost).take(TRIED).collect();
        if lost.is_empty() {
            return paths;
        }
        let before = most(lost.iter().flat_map(|path| paths.fronts(path)), lost.len());
        let missing = if before.is_none() && lost.len() == named.len() {
            let by_name = paths.by_name();
            most(
                lost.iter().flat_map(|path| tops(path, &by_name)),
                lost.len(),
            )
        } else {
            None
        };
        paths.before = before;
        paths.missing = missing;
        paths
    }

    /// The file that a path means.
    pub(crate) fn file(&self, named: &str) -> Option<&'a SourceFile> {
        let path = cleaned(named);
        self.find(&path).or_else(|| {
            let before = self.before.as_deref().and_then(|before| {
                let inside = path.strip_prefix(before)?.strip_prefix('/')?;
                self.project.file_at(inside)
            });
            before.or_else(|| {
                let missing = self.missing.as_deref()?;
                self.project.file_at(&format!("{missing}/{path}"))
            })
        })
    }

    fn find(&self, path: &str) -> Option<&'a SourceFile> {
        let inside = path
            .strip_prefix(self.root.as_str())
            .and_then(|rest| rest.strip_prefix('/'))
            .filter(|_| !self.root.is_empty());
        self.project.file_at(inside.unwrap_or(path))
    }

    /// Folders that a path may begin with, so that the rest is a file of the project.
    fn fronts(&self, path: &str) -> Vec<String> {
        let ends = path.match_indices('/').map(|(at, _)| at).take(DEPTH);
        let fits = |at: &usize| {
            let inside = path.get(at + 1..).unwrap_or_default();
            self.project.file_at(inside).is_some()
        };
        let fronts = ends.filter(fits).filter_map(|at| path.get(..at));
        fronts.map(str::to_owned).collect()
    }

    fn by_name(&self) -> BTreeMap<&'a str, Vec<&'a str>> {
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for file in &self.project.files {
            let path: &str = &file.path;
            let name = path.rsplit('/').next().unwrap_or_default();
            by_name.entry(name).or_default().push(path);
        }
        by_name
    }
}

/// Folders of the project in which a path is a file.
fn tops(path: &str, by_name: &BTreeMap<&str, Vec<&str>>) -> Vec<String> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let same = by_name.get(name).into_iter().flatten().take(TRIED);
    let tops = same.filter_map(|file| file.strip_suffix(path)?.strip_suffix('/'));
    tops.map(str::to_owned).collect()
}

/// What occurs most often, if that is for half of so many at least; of equals the shortest, and none if two remain.
fn most(all: impl Iterator<Item = String>, of: usize) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let best = *counts.values().max()?;
    let mut most: Vec<&String> = counts
        .iter()
        .filter(|(_, count)| **count == best)
        .map(|(one, _)| one)
        .collect();
    most.sort_by_key(|one| one.len());
    match most.as_slice() {
        _ if best * 2 < of => None,
        [one, other, ..] if one.len() == other.len() => None,
        [one, ..] => Some((*one).clone()),
        [] => None,
    }
}

/// With `/` and without `.`, `..` and what is doubled; absolute ones keep their beginning.
fn cleaned(named: &str) -> String {
    let named = named.replace('\\', "/");
    // `/C:/app.py` and `C:/app.py` are one path.
    let named = match named.as_bytes() {
        [b'/', letter, b':', ..] if letter.is_ascii_alphabetic() => {
            named.get(1..).unwrap_or_default()
        }
        _ => &named,
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in named.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let start = if named.starts_with('/') { "/" } else { "" };
    printable(&format!("{start}{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[&str], named: &[&str], found: &[Option<&str>]) {
        let project = Project::from_texts(files.iter().map(|path| (*path, "x\n")));
        let paths = Paths::new(&project, named.iter().copied());
        let actual: Vec<Option<&str>> = named
            .iter()
            .map(|path| paths.file(path).map(|file| &*file.path))
            .collect();
        assert_eq!(actual, found, "{named:?}");
    }

    #[test]
    fn a_path_is_found_however_it_is_written() {
        let files = ["shop/views.py", "run.py"];
        for named in [
            "./shop/views.py",
            "shop\\views.py",
            "shop/../shop//views.py",
            "/build/7/shop/views.py",
            "C:\\src\\shop\\views.py",
            "/C:/src/shop/views.py",
        ] {
            check(&files, &[named], &[Some("shop/views.py")]);
        }
    }

    #[test]
    fn what_is_before_is_the_same_for_all() {
        check(
            &["shop/views.py", "run.py"],
            &["/w/shop/views.py", "/w/run.py", "/usr/lib/run.py"],
            &[Some("shop/views.py"), Some("run.py"), None],
        );
    }

    #[test]
    fn a_tool_that_ran_in_a_folder_of_the_project_is_understood() {
        check(
            &["api/shop/views.py", "api/shop/a.py", "web/a.py"],
            &["shop/views.py", "shop/a.py"],
            &[Some("api/shop/views.py"), Some("api/shop/a.py")],
        );
        check(&["api/a.py", "web/a.py"], &["a.py"], &[None]);
    }

    #[test]
    fn what_leads_out_is_not_found() {
        check(
            &["shop/views.py"],
            &["../../etc/passwd", "", "/", ".."],
            &[None; 4],
        );
    }
}
