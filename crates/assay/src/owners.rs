//! Who repairs a place: the file of owners that code hosts read, else the teams of `assay.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assay_finding::Place;
use assay_finding::plan::Owner;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Where code hosts look for the file.
const FILES: [&str; 3] = ["CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// No such file is as large as this.
const BYTES: u64 = 4 * 1024 * 1024;

/// Who repairs what.
pub(crate) struct Owners {
    /// In the order in which they were written: the last that fits counts.
    rules: Vec<(Gitignore, String, String)>,
}

impl Owners {
    /// Those of a project.
    pub(crate) fn of(root: &Path, teams: &BTreeMap<String, String>) -> Self {
        let mut rules = Vec::new();
        for (pattern, name) in teams {
            rules.extend(rule(pattern, name, "the teams of assay.toml"));
        }
        let file = FILES
            .iter()
            .find_map(|name| Some((name, text(&root.join(name))?)));
        if let Some((name, text)) = file {
            rules.extend(parse(&text, name));
        }
        Self { rules }
    }

    /// Who repairs this place.
    pub(crate) fn owner(&self, place: &Place) -> Owner {
        let fits = |rule: &&(Gitignore, String, String)| {
            rule.0
                .matched_path_or_any_parents(&place.path, false)
                .is_ignore()
        };
        match self.rules.iter().rev().find(fits) {
            Some((_, name, _)) if name.is_empty() => Owner::nobody(),
            Some((_, name, by)) => Owner {
                name: name.clone(),
                by: by.clone(),
            },
            None => Owner::nobody(),
        }
    }
}

fn text(path: &Path) -> Option<String> {
    let facts = fs::symlink_metadata(path).ok()?;
    if !facts.is_file() || facts.len() > BYTES {
        return None;
    }
    fs::read_to_string(path).ok()
}

/// The lines of a file of owners: a pattern, then names; sections of GitLab are left out.
fn parse(text: &str, file: &str) -> Vec<(Gitignore, String, String)> {
    let mut rules = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with(['#', '[', '^']) {
            continue;
        }
        let mut words = line.split_whitespace();
        let pattern = words.next().unwrap_or_default();
        let names: Vec<&str> = words.collect();
        rules.extend(rule(pattern, &names.join(" "), &format!("{file}:{number}")));
    }
    rules
}

/// A pattern that cannot be read fits nothing, as code hosts have it.
fn rule(pattern: &str, name: &str, by: &str) -> Option<(Gitignore, String, String)> {
    let mut builder = GitignoreBuilder::new("");
    builder.add_line(None, pattern).ok()?;
    Some((builder.build().ok()?, name.to_owned(), by.to_owned()))
}

#[cfg(test)]
mod tests {
    use assay_source::Range;

    use super::*;

    fn owner(owners: &Owners, path: &str) -> String {
        owners
            .owner(&Place::in_text(path, "x", Range::new(0, 1)))
            .name
    }

    #[test]
    fn the_last_line_that_fits_names_the_owner() {
        let text = "* @all\n# nobody reads this\n/shop/ @shop @sales # the shop\n*.sql @data\n/shop/free/\n";
        let owners = Owners {
            rules: parse(text, "CODEOWNERS"),
        };
        assert_eq!(owner(&owners, "run.py"), "@all");
        assert_eq!(owner(&owners, "shop/views.py"), "@shop @sales");
        assert_eq!(owner(&owners, "shop/seed.sql"), "@data");
        assert_eq!(owner(&owners, "shop/free/a.py"), "");
        assert_eq!(owner(&owners, "other/shop/a.py"), "@all");
    }
}
