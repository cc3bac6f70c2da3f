//! What the configuration says of single paths and rules, done to a finished review.

use assay_finding::{Finding, Review, Risk, Suppressed, SuppressedBy};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::Config;

/// What is otherwise for some rules and paths.
pub(crate) struct Policy {
    file: String,
    /// Rules that run everywhere, by id.
    everywhere: Vec<String>,
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
    pub(crate) fn of(config: &Config, everywhere: &[String], guarded: &[String]) -> Self {
        let risks = |table: &std::collections::BTreeMap<toml::Spanned<String>, Risk>| {
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
        let guarded: Vec<String> = config.gate.paths.iter().chain(guarded).cloned().collect();
        Self {
            file: config.file.clone(),
            everywhere: everywhere.to_vec(),
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
        let rules = review.rules.clone();
        let answers = |id: &str, name: &str| {
            let facts = rules.iter().find(|facts| facts.id == id);
            facts.map_or(id == name, |facts| {
                facts.answers_to(name) || name == "all" || (name == "default" && facts.default_on)
            })
        };
        self.rate(review, &answers);
        let is_named = |names: &[String], id: &str| names.iter().any(|name| answers(id, name));
        // A rule that only some paths ask for is silent elsewhere, as one that is off.
        let runs_in = |finding: &Finding| {
            let path = &finding.place.path;
            let asks =
                |one: &&PathPolicy| is_named(&one.select, &finding.rule) && fits(&one.fits, path);
            self.everywhere.binary_search(&finding.rule).is_ok()
                || self.paths.iter().any(|one| asks(&one))
        };
        review.keep(runs_in);
        review.suppressed.retain(|one| runs_in(&one.finding));
        if !suppress || self.paths.is_empty() {
            return;
        }
        review.suppress(|finding| {
            let path = &finding.place.path;
            // The last that speaks of the finding counts.
            let says = |one: &PathPolicy| {
                if is_named(&one.ignore, &finding.rule) {
                    return Some(true);
                }
                (!one.select.is_empty()).then(|| !is_named(&one.select, &finding.rule))
            };
            let speaking = self.paths.iter().rev().filter(|one| fits(&one.fits, path));
            let (one, out) = speaking.filter_map(|one| Some((one, says(one)?))).next()?;
            out.then(|| Suppressed {
                finding: finding.clone(),
                by: SuppressedBy::Configuration,
                path: self.file.clone(),
                line: Some(one.line),
                reason: one.reason.clone(),
                who: String::new(),
                until: None,
            })
        });
    }

    fn rate(&self, review: &mut Review, answers: &impl Fn(&str, &str) -> bool) {
        if self.severity.is_empty() && self.paths.iter().all(|one| one.severity.is_empty()) {
            return;
        }
        let risk = |finding: &Finding| {
            let of = |table: &[(String, Risk)]| {
                let named = table
                    .iter()
                    .filter(|(name, _)| answers(&finding.rule, name));
                // The id is more than a family or pattern.
                named
                    .max_by_key(|(name, _)| *name == finding.rule)
                    .map(|(_, risk)| *risk)
            };
            let speaking = self
                .paths
                .iter()
                .rev()
                .filter(|one| fits(&one.fits, &finding.place.path));
            speaking
                .filter_map(|one| of(&one.severity))
                .next()
                .or_else(|| of(&self.severity))
        };
        review.rate(|finding| Some((risk(finding)?, self.file.clone())));
    }
}
