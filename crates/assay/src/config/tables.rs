//! The tables of the configuration, as they are written.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use assay_finding::{Level, Risk};
use assay_scan::RuleSet;
use ignore::gitignore::GitignoreBuilder;
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::ConfigError;
use crate::exit::FailOn;

/// What the file says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Config {
    pub(super) select: Vec<Spanned<String>>,
    pub(super) ignore: Vec<Spanned<String>>,
    /// Files and folders that are left out, as in `.gitignore`.
    pub(crate) exclude: Vec<String>,
    /// Report everything in test code too.
    pub(crate) include_tests: bool,
    pub(super) fail_on: Option<Spanned<String>>,
    /// The risk of rules, by name.
    pub(super) severity: BTreeMap<Spanned<String>, Risk>,
    pub(super) paths: Vec<PathTable>,
    pub(super) gate: GateTable,
    pub(super) rating: Rating,
    pub(super) plan: Planning,
    /// Who repairs what, by a pattern as in `.gitignore`; the last that fits counts.
    pub(crate) owners: BTreeMap<String, String>,
    /// The file that it stands in.
    #[serde(skip)]
    pub(super) file: String,
    /// Names of rules that nobody has looked up yet, with their lines.
    #[serde(skip)]
    unchecked: Vec<(usize, String)>,
    /// What else there is that does not count.
    #[serde(skip)]
    pub(super) beside: Option<String>,
}

/// What is otherwise for some paths.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PathTable {
    #[serde(rename = "match")]
    pub(super) patterns: Spanned<OneOrMore>,
    #[serde(default)]
    pub(super) select: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) ignore: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) severity: BTreeMap<Spanned<String>, Risk>,
    #[serde(default)]
    pub(super) reason: String,
    /// The line of `match`.
    #[serde(skip)]
    pub(super) line: u32,
}

/// A pattern, or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(super) fn as_slice(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a condition of its own, as people write it"
)]
pub(super) struct GateTable {
    #[serde(rename = "max")]
    pub(super) most: BTreeMap<Counted, u32>,
    pub(super) rules: Vec<Spanned<String>>,
    pub(super) paths: Vec<String>,
    pub(super) new_only: bool,
    pub(super) overdue: bool,
    pub(super) expired: bool,
    pub(super) unused: bool,
}

/// What a greatest number is of: a risk, or all findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Counted {
    Total,
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl Counted {
    pub(super) const fn risk(self) -> Option<Risk> {
        match self {
            Self::Total => None,
            Self::Info => Some(Risk::Info),
            Self::Low => Some(Risk::Low),
            Self::Medium => Some(Risk::Medium),
            Self::High => Some(Risk::High),
            Self::Critical => Some(Risk::Critical),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Rating {
    /// By impact, then by likelihood.
    pub(super) matrix: BTreeMap<Level, BTreeMap<Level, Risk>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(super) struct Planning {
    /// How many days a finding of a risk may stay; 0 is never due.
    pub(super) days: BTreeMap<Risk, u32>,
    #[serde(alias = "working_days")]
    pub(super) working_days: bool,
    pub(super) holidays: BTreeSet<Date>,
}

impl Config {
    /// Checks what the reader of TOML cannot: words, patterns, and where things stand.
    pub(super) fn finish(&mut self, file: &str, text: &str) -> Result<()> {
        file.clone_into(&mut self.file);
        if let Some(name) = &self.fail_on
            && FailOn::named(name.get_ref()).is_none()
        {
            let names = FailOn::NAMES.join(", ");
            let what = format!("`{}` is no risk; the words are {names}", name.get_ref());
            return Err(ConfigError::at(file, text, name.span().start, what).into());
        }
        let check = |pattern: &str, byte: usize| {
            let built = GitignoreBuilder::new("").add_line(None, pattern).map(drop);
            built.map_err(|error| {
                let what = format!(
                    "the pattern `{pattern}` is not valid ({error}); write it as in .gitignore"
                );
                ConfigError::at(file, text, byte, what)
            })
        };
        for pattern in self.exclude.iter().chain(&self.gate.paths) {
            check(pattern, text.find(pattern.as_str()).unwrap_or_default())?;
        }
        for path in &mut self.paths {
            let start = path.patterns.span().start;
            for pattern in path.patterns.get_ref().as_slice() {
                check(pattern, start)?;
            }
            let before = text.get(..start).unwrap_or_default();
            path.line = u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX);
        }
        self.unchecked = self
            .names()
            .into_iter()
            .map(|name| (line(text, name), name.get_ref().clone()))
            .collect();
        Ok(())
    }

    /// Every name of a rule in it.
    fn names(&self) -> Vec<&Spanned<String>> {
        let paths = self.paths.iter();
        let of_paths = paths.flat_map(|path| {
            path.select
                .iter()
                .chain(&path.ignore)
                .chain(path.severity.keys())
        });
        let own = self
            .select
            .iter()
            .chain(&self.ignore)
            .chain(self.severity.keys());
        own.chain(&self.gate.rules).chain(of_paths).collect()
    }

    /// Says which name means no rule.
    pub(super) fn check_names(&self, all: &RuleSet) -> Result<()> {
        for (line, name) in &self.unchecked {
            if let Err(unknown) = all.choose(std::slice::from_ref(name), &[]) {
                anyhow::bail!("{}:{line}: {unknown}", self.file);
            }
        }
        Ok(())
    }
}

fn line(text: &str, name: &Spanned<String>) -> usize {
    let before = text.get(..name.span().start).unwrap_or_default();
    before.matches('\n').count() + 1
}
