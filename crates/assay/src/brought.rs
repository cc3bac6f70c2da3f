//! Everything beside the code that has a say in a review: rules, models, configuration and baseline.
//!
//! Most of it comes with the project, which is not trusted: reports list it, and each part can be left out.

use std::path::{Path, PathBuf};

use anyhow::Result;
use assay_finding::Review;
use assay_scan::RuleSet;
use assay_source::ReadOptions;

use crate::accepted::{self, Accepted};
use crate::arguments::Trust;
use crate::config::{Config, Policy};
use crate::knowledge::{FOLDER, Knowledge};
use crate::output;
use crate::surroundings;

/// What a project brings, as far as it counts.
pub(crate) struct Brought {
    pub(crate) knowledge: Knowledge,
    pub(crate) config: Config,
    pub(crate) accepted: Option<Accepted>,
    /// Names and what they take away, for reports.
    sources: Vec<String>,
    no_suppress: bool,
}

/// The rules that a review runs, and what is done to what they find.
pub(crate) struct Chosen {
    pub(crate) rules: RuleSet,
    pub(crate) policy: Policy,
}

/// The folder that is reviewed, or that holds the file that is.
pub(crate) fn root_of(path: &Path) -> PathBuf {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if real.is_dir() {
        return real;
    }
    real.parent()
        .map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// The folder above, in the same repository, whose configuration or baseline would count if that folder were reviewed.
fn settled_above(root: &Path) -> Option<&Path> {
    let is_settled = |folder: &Path| {
        !matches!(Config::of(folder), Ok(None))
            || folder.join(FOLDER).join(accepted::NAME).is_file()
    };
    if is_settled(root) {
        return None;
    }
    let top = root
        .ancestors()
        .find(|folder| folder.join(".git").exists())?;
    let inside = root
        .ancestors()
        .skip(1)
        .take_while(|folder| folder.starts_with(top));
    inside.into_iter().find(|folder| is_settled(folder))
}

impl Brought {
    /// Reads what counts for a review of `root`.
    ///
    /// # Errors
    /// If something is there and cannot be used.
    pub(crate) fn read(root: &Path, trust: &Trust) -> Result<Self> {
        let knowledge = if trust.isolated {
            Knowledge::own()
        } else {
            Knowledge::with_project(root)?
        };
        if !trust.isolated
            && trust.config.is_none()
            && let Some(above) = settled_above(root)
        {
            output::note(&format!(
                "the configuration and baseline of {} count when that folder is reviewed, and not for a part of it; `--config` and `--baseline` name them",
                above.display()
            ));
        }
        let mut sources = knowledge.from_project.clone();
        let config = Config::chosen(root, trust.config.as_deref(), trust.isolated)?;
        sources.extend(config.as_ref().map(Config::told));
        let named = trust.baseline.as_deref();
        let wants_none =
            trust.no_baseline || trust.no_suppress || (trust.isolated && named.is_none());
        let accepted = if wants_none {
            None
        } else {
            Some(Accepted::of(root, named)?)
        };
        let baseline = accepted
            .as_ref()
            .filter(|accepted| accepted.baseline.is_some());
        sources.extend(baseline.map(|accepted| accepted.name.clone()));
        Ok(Self {
            knowledge,
            config: config.unwrap_or_default(),
            accepted,
            sources,
            no_suppress: trust.no_suppress || trust.isolated,
        })
    }

    /// How the project is read, with these patterns left out beside those of the configuration.
    pub(crate) fn read_options(&self, exclude: &[String]) -> ReadOptions {
        let patterns = self.config.exclude.iter().chain(exclude);
        ReadOptions {
            exclude: patterns.cloned().collect(),
            ..ReadOptions::default()
        }
    }

    /// The rules to run.
    ///
    /// # Errors
    /// If a name means no rule.
    pub(crate) fn choose(
        &self,
        select: &[String],
        ignore: &[String],
        guarded: &[String],
    ) -> Result<Chosen> {
        let (rules, everywhere) = self.config.choose(&self.knowledge.rules, select, ignore)?;
        let policy = Policy::of(&self.config, &rules, &everywhere, guarded);
        Ok(Chosen { rules, policy })
    }

    /// How the scan runs.
    pub(crate) fn options(&self) -> assay_scan::Options {
        assay_scan::Options {
            matrix: self.config.matrix(),
            include_tests: self.config.include_tests,
            no_suppress: self.no_suppress,
            today: Some(surroundings::today()),
            ..assay_scan::Options::default()
        }
    }

    /// Does to a review what the configuration and the baseline say, and lists them in it.
    pub(crate) fn finish(&self, review: &mut Review, policy: &Policy) {
        policy.apply(review, !self.no_suppress);
        if let Some(accepted) = &self.accepted
            && let Some(baseline) = &accepted.baseline
        {
            baseline.apply(review, &accepted.name, surroundings::day());
        }
        let problems = self.knowledge.problems.clone();
        review.add_brought_along(self.sources.clone(), problems);
    }
}
