//! What the configuration says of single paths and rules, done to a finished review.

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::{Finding, Review, Risk, RuleFacts, Suppressed, SuppressedBy};
use assay_scan::RuleSet;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::Config;

/// What is otherwise for some rules and paths.
pub(crate) struct Policy {
    file: String,
    /// Rules that run only because some paths ask for them, by id.
    only_paths: BTreeSet<String>,
    severity: Vec<(String, Risk)>,
    paths: Vec<PathPolicy>,
    guarded: Gitignore,
}

struct PathPolicy {
    fits: Gitignore,
    select: Vec<String>,
    ignore: Vec<String>,
    severity: Vec<(String, Risk)>,
    reason: String,
    line: u32,
}

fn matcher(patterns: &[String]) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for pattern in patterns {
        // Patterns were checked when the file was read.
        drop(builder.add_line(None, pattern));
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

fn fits(matcher: &Gitignore, path: &str) -> bool {
    matcher.matched_path_or_any_parents(path, false).is_ignore()
}

impl Policy {
    /// That of a configuration, with further paths in which no finding may stand.
    pub(crate) fn of(
        config: &Config,
        rules: &RuleSet,
        everywhere: &[String],
        guarded: &[String],
    ) -> Self {
        let risks = |table: &BTreeMap<toml::Spanned<String>, Risk>| {
            table
                .iter()
                .map(|(name, risk)| (name.get_ref().clone(), *risk))
                .collect()
        };
        let names = |names: &[toml::Spanned<String>]| {
            names.iter().map(|name| name.get_ref().clone()).collect()
        };
        let paths = config.paths.iter().map(|path| PathPolicy {
            fits: matcher(path.patterns.get_ref().as_slice()),
            select: names(&path.select),
            ignore: names(&path.ignore),
            severity: risks(&path.severity),
            reason: path.reason.clone(),
            line: path.line,
        });
        let ids = rules.iter().map(|rule| rule.facts.id.clone());
        let only_paths = ids.filter(|id| !everywhere.contains(id));
        let guarded: Vec<String> = config.gate.paths.iter().chain(guarded).cloned().collect();
        Self {
            file: config.file.clone(),
            only_paths: only_paths.collect(),
            severity: risks(&config.severity),
            paths: paths.collect(),
            guarded: matcher(&guarded),
        }
    }

    /// True if no finding may stand in this path.
    pub(crate) fn is_guarded(&self, path: &str) -> bool {
        fits(&self.guarded, path)
    }

    /// Sets risks, and takes out what does not count in its path.
    pub(crate) fn apply(&self, review: &mut Review, suppress: bool) {
        let paths: Vec<PathRules<'_>> = self
            .paths
            .iter()
            .map(|path| PathRules::of(path, &review.rules))
            .collect();
        self.rate(review, &paths);
        // A rule that only some paths ask for is silent elsewhere, as one that is off.
        let runs_in = |finding: &Finding| {
            let asks =
                |path: &PathRules<'_>| path.select.contains(&finding.rule) && path.fits(finding);
            !self.only_paths.contains(&finding.rule) || paths.iter().any(asks)
        };
        review.keep(runs_in);
        review.suppressed.retain(|one| runs_in(&one.finding));
        if !suppress || paths.is_empty() {
            return;
        }
        review.suppress(|finding| {
            // The last that speaks of the finding counts.
            let says = |path: &PathRules<'_>| {
                if path.ignore.contains(&finding.rule) {
                    return Some(true);
                }
                let selects = !path.path.select.is_empty();
                selects.then(|| !path.select.contains(&finding.rule))
            };
            let mut speaking = paths
                .iter()
                .rev()
                .filter_map(|path| Some((path, says(path)?)));
            let (path, is_out) = speaking.find(|(path, _)| path.fits(finding))?;
            is_out.then(|| Suppressed {
                finding: finding.clone(),
                by: SuppressedBy::Configuration,
                path: self.file.clone(),
                line: Some(path.path.line),
                reason: path.path.reason.clone(),
                who: String::new(),
                until: None,
            })
        });
    }

    fn rate(&self, review: &mut Review, paths: &[PathRules<'_>]) {
        let everywhere = risks(&self.severity, &review.rules);
        if everywhere.is_empty() && paths.iter().all(|path| path.severity.is_empty()) {
            return;
        }
        review.rate(|finding| {
            let mut own = paths
                .iter()
                .rev()
                .filter_map(|path| Some((path, path.severity.get(&finding.rule)?)));
            let own = own
                .find(|(path, _)| path.fits(finding))
                .map(|(_, risk)| risk);
            Some((
                *own.or_else(|| everywhere.get(&finding.rule))?,
                self.file.clone(),
            ))
        });
    }
}

/// What is otherwise for some paths, with the rules that its names mean, by id.
struct PathRules<'a> {
    path: &'a PathPolicy,
    select: BTreeSet<String>,
    ignore: BTreeSet<String>,
    severity: BTreeMap<String, Risk>,
}

impl<'a> PathRules<'a> {
    fn of(path: &'a PathPolicy, rules: &[RuleFacts]) -> Self {
        let ids = |names: &[String]| {
            let named = rules
                .iter()
                .filter(|facts| names.iter().any(|name| is_meant(facts, name)));
            named.map(|facts| facts.id.clone()).collect()
        };
        Self {
            path,
            select: ids(&path.select),
            ignore: ids(&path.ignore),
            severity: risks(&path.severity, rules),
        }
    }

    fn fits(&self, finding: &Finding) -> bool {
        fits(&self.path.fits, &finding.place.path)
    }
}

fn is_meant(facts: &RuleFacts, name: &str) -> bool {
    facts.answers_to(name) || name == "all" || (name == "default" && facts.default_on)
}

/// The risk of each rule that a table names; the id says more than a family or pattern.
fn risks(table: &[(String, Risk)], rules: &[RuleFacts]) -> BTreeMap<String, Risk> {
    let own = rules.iter().filter_map(|facts| {
        let named = table.iter().filter(|(name, _)| is_meant(facts, name));
        let (_, risk) = named.max_by_key(|(name, _)| *name == facts.id)?;
        Some((facts.id.clone(), *risk))
    });
    own.collect()
}
