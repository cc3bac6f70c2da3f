//! Who repairs a place: the file of owners that code hosts read, else who wrote the line last, if somebody asks for it,
//! else the teams of `assay.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assay_finding::Place;
use assay_finding::plan::Owner;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::blame::History;

/// Where code hosts look for the file.
const FILES: [&str; 3] = ["CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// No such file is as large as this.
const BYTES: u64 = 4 * 1024 * 1024;

/// A pattern, who repairs what it fits, and where that is said.
type Rule = (Gitignore, String, String);

/// Who repairs what.
pub(crate) struct Owners {
    /// Those of the file, in the order in which they were written: the last that fits counts.
    file: Vec<Rule>,
    history: Option<History>,
    teams: Vec<Rule>,
}

impl Owners {
    /// Those of a project.
    pub(crate) fn of(root: &Path, teams: &BTreeMap<String, String>) -> Self {
        let teams = teams
            .iter()
            .filter_map(|(pattern, name)| rule(pattern, name, "the teams of assay.toml"));
        let file = FILES
            .iter()
            .find_map(|name| Some((name, text(&root.join(name))?)));
        Self {
            file: file.map_or_else(Vec::new, |(name, text)| parse(&text, name)),
            history: None,
            teams: teams.collect(),
        }
    }

    /// Asks a history, too.
    pub(crate) fn with_history(mut self, history: Option<History>) -> Self {
        self.history = history;
        self
    }

    /// Who repairs this place.
    pub(crate) fn owner(&self, place: &Place) -> Owner {
        let of_file = last(&self.file, place);
        let history = || self.history.as_ref()?.owner(place);
        // A line without names says that no team is asked.
        let team = || match of_file {
            Some(_) => None,
            None => last(&self.teams, place),
        };
        of_file
            .clone()
            .filter(is_somebody)
            .or_else(history)
            .or_else(team)
            .filter(is_somebody)
            .unwrap_or_else(Owner::nobody)
    }
}

const fn is_somebody(owner: &Owner) -> bool {
    !owner.name.is_empty()
}

fn last(rules: &[Rule], place: &Place) -> Option<Owner> {
    let fits = |rule: &&Rule| {
        rule.0
            .matched_path_or_any_parents(&place.path, false)
            .is_ignore()
    };
    let (_, name, by) = rules.iter().rev().find(fits)?;
    Some(Owner {
        name: name.clone(),
        by: by.clone(),
    })
}

fn text(path: &Path) -> Option<String> {
    let facts = fs::symlink_metadata(path).ok()?;
    if !facts.is_file() || facts.len() > BYTES {
        return None;
    }
    fs::read_to_string(path).ok()
}

/// The lines of a file of owners: a pattern, then names; sections of GitLab are left out.
fn parse(text: &str, file: &str) -> Vec<Rule> {
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
fn rule(pattern: &str, name: &str, by: &str) -> Option<Rule> {
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
            file: parse(text, "CODEOWNERS"),
            history: None,
            teams: Vec::new(),
        };
        assert_eq!(owner(&owners, "run.py"), "@all");
        assert_eq!(owner(&owners, "shop/views.py"), "@shop @sales");
        assert_eq!(owner(&owners, "shop/seed.sql"), "@data");
        assert_eq!(owner(&owners, "shop/free/a.py"), "");
        assert_eq!(owner(&owners, "other/shop/a.py"), "@all");
    }
}
