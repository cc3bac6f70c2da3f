//! `assay.toml`, or `[tool.assay]` of `pyproject.toml`: which rules count where, how an organisation rates and plans,
//! and what the gate does not let pass.
//!
//! The file comes with the project, so every report names it and what it takes away, and `--isolated` leaves it out.
//! `--config FILE` takes one from elsewhere instead.

mod error;
mod policy;
mod tables;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, bail};
use assay_finding::plan::Calendar;
use assay_finding::{Gate, Matrix, Risk};
use assay_scan::RuleSet;
use serde::Deserialize;

use crate::exit::FailOn;
pub(crate) use error::ConfigError;
pub(crate) use policy::Policy;
pub(crate) use tables::Config;

/// The name of the file, at the top of the project.
pub(crate) const NAME: &str = "assay.toml";

/// Where it may stand as well, as a table.
const PYPROJECT: &str = "pyproject.toml";

/// No configuration is as large as this.
const BYTES: u64 = 1024 * 1024;

/// `pyproject.toml`, as far as it is about us.
#[derive(Deserialize)]
struct Pyproject {
    tool: Option<Tools>,
}

#[derive(Deserialize)]
struct Tools {
    assay: Option<Config>,
}

impl Config {
    /// The configuration of a project; `None` if it has none.
    ///
    /// # Errors
    /// If a file is there and cannot be used.
    pub(crate) fn of(root: &Path) -> Result<Option<Self>> {
        let own = root.join(NAME);
        let pyproject = of_pyproject(&root.join(PYPROJECT))?;
        let Some(text) = text(&own, NAME)? else {
            return Ok(pyproject);
        };
        let mut config = Self::parse(NAME, &text)?;
        if pyproject.is_some() {
            config.beside = Some(format!(
                "[tool.assay] of {PYPROJECT} does not count beside it"
            ));
        }
        Ok(Some(config))
    }

    /// The configuration that counts: the file that was named, else that of the project unless it is left out.
    ///
    /// # Errors
    /// If it cannot be used.
    pub(crate) fn chosen(
        root: &Path,
        named: Option<&Path>,
        isolated: bool,
    ) -> Result<Option<Self>> {
        let Some(path) = named else {
            return if isolated { Ok(None) } else { Self::of(root) };
        };
        let name = path.display().to_string();
        if path.file_name().is_some_and(|file| file == PYPROJECT) {
            let config = of_pyproject(path)?;
            return config
                .map(Some)
                .with_context(|| format!("{name} has no table [tool.assay]"));
        }
        let text = text(path, &name)?
            .with_context(|| format!("there is no {name}; check the path of --config"))?;
        Self::parse(&name, &text).map(Some)
    }

    fn parse(file: &str, text: &str) -> Result<Self> {
        let mut config: Self =
            toml::from_str(text).map_err(|error| ConfigError::of(file, text, &error))?;
        config.finish(file, text)?;
        Ok(config)
    }

    /// The risk of each impact and likelihood.
    pub(crate) fn matrix(&self) -> Matrix {
        let mut matrix = Matrix::default();
        for (impact, row) in &self.rating.matrix {
            for (likelihood, risk) in row {
                matrix = matrix.with(*impact, *likelihood, *risk);
            }
        }
        matrix
    }

    /// How long each risk may stay.
    pub(crate) fn calendar(&self) -> Calendar {
        let mut calendar = Calendar::default();
        for (risk, days) in calendar
            .days
            .iter_mut()
            .zip(Risk::ALL)
            .map(|(slot, risk)| (risk, slot))
        {
            if let Some(own) = self.plan.days.get(&risk) {
                *days = (*own > 0).then_some(*own);
            }
        }
        calendar.working_days = self.plan.working_days;
        calendar.holidays.clone_from(&self.plan.holidays);
        calendar
    }

    /// True if the gate names paths.
    pub(crate) fn guards_paths(&self) -> bool {
        !self.gate.paths.is_empty()
    }

    /// The least risk that fails, if it says one.
    pub(crate) fn fail_on(&self) -> Option<FailOn> {
        FailOn::named(self.fail_on.as_ref()?.get_ref())
    }

    /// The rules to run: those that the command line names, else those that the configuration does; and which of them
    /// are told everywhere, by id.
    ///
    /// # Errors
    /// If a name means no rule, or no rule is left.
    pub(crate) fn choose(
        &self,
        all: &RuleSet,
        select: &[String],
        ignore: &[String],
    ) -> Result<(RuleSet, Vec<String>)> {
        self.check_names(all)?;
        let own = |names: &[toml::Spanned<String>]| {
            names.iter().map(|name| name.get_ref().clone()).collect()
        };
        let (mut wanted, unwanted): (Vec<String>, Vec<String>) = if select.is_empty() {
            let unwanted = if ignore.is_empty() {
                own(&self.ignore)
            } else {
                ignore.to_vec()
            };
            (own(&self.select), unwanted)
        } else {
            (select.to_vec(), ignore.to_vec())
        };
        let more: Vec<String> = self
            .paths
            .iter()
            .flat_map(|path| own(&path.select))
            .collect();
        if !more.is_empty() && wanted.is_empty() {
            wanted.push("default".to_owned());
        }
        // What a path asks for runs everywhere, and is told there alone.
        let everywhere = all.choose(&wanted, &unwanted)?;
        let ids = everywhere
            .iter()
            .map(|rule| rule.facts.id.clone())
            .collect();
        let chosen = if more.is_empty() || !select.is_empty() {
            everywhere
        } else {
            wanted.extend(more);
            all.choose(&wanted, &unwanted)?
        };
        if chosen.is_empty() {
            bail!(
                "no rule is left to look for; `--select` names those to use, `--ignore` takes some of them away"
            );
        }
        Ok((chosen, ids))
    }

    /// What the gate asks for; [`Gate::is_open`] if nothing.
    pub(crate) fn gate(&self) -> Gate {
        let gate = &self.gate;
        Gate {
            fail_on: match self.fail_on() {
                Some(FailOn::Risk(risk)) => Some(risk),
                Some(FailOn::Never) | None => None,
            },
            most: gate
                .most
                .iter()
                .map(|(risk, most)| (risk.risk(), *most))
                .collect(),
            rules: gate
                .rules
                .iter()
                .map(|name| name.get_ref().clone())
                .collect(),
            new_only: gate.new_only,
            overdue: gate.overdue,
            expired: gate.expired,
            unused: gate.unused,
        }
    }

    /// What reports say of it: its name, and what it takes away from a review.
    pub(crate) fn told(&self) -> String {
        let mut parts = Vec::new();
        let names = |names: &[toml::Spanned<String>]| {
            let names: Vec<&str> = names.iter().map(|name| name.get_ref().as_str()).collect();
            names.join(", ")
        };
        if !self.select.is_empty() {
            parts.push(format!("selects {}", names(&self.select)));
        }
        if !self.ignore.is_empty() {
            parts.push(format!("ignores {}", names(&self.ignore)));
        }
        if !self.exclude.is_empty() {
            parts.push(format!("excludes {}", self.exclude.join(", ")));
        }
        if !self.severity.is_empty() {
            let own = self
                .severity
                .iter()
                .map(|(name, risk)| format!("{} is {risk}", name.get_ref()));
            parts.push(own.collect::<Vec<_>>().join(", "));
        }
        if !self.paths.is_empty() {
            parts.push(format!("has rules for {} sets of paths", self.paths.len()));
        }
        if !self.rating.matrix.is_empty() {
            parts.push("rates by its own matrix".to_owned());
        }
        parts.extend(self.beside.clone());
        if parts.is_empty() {
            self.file.clone()
        } else {
            format!("{} ({})", self.file, parts.join("; "))
        }
    }
}

/// The text of a file; `None` if there is none.
fn text(path: &Path, name: &str) -> Result<Option<String>> {
    let size = match fs::symlink_metadata(path) {
        Ok(facts) if facts.is_file() => facts.len(),
        Ok(_) => bail!("{name} is no file but a link or a folder; remove it, or use `--isolated`"),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("could not read {name}")),
    };
    if size > BYTES {
        bail!("{name} is too large for a configuration");
    }
    let text = fs::read_to_string(path).with_context(|| format!("could not read {name}"))?;
    Ok(Some(
        text.strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text),
    ))
}

/// The table of `pyproject.toml`; what is wrong elsewhere in that file is no business of ours.
fn of_pyproject(path: &Path) -> Result<Option<Config>> {
    let is_plain =
        fs::symlink_metadata(path).is_ok_and(|facts| facts.is_file() && facts.len() <= BYTES);
    if !is_plain {
        return Ok(None);
    }
    let bytes = fs::read(path).with_context(|| format!("could not read {PYPROJECT}"))?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if !text.contains("assay") {
        return Ok(None);
    }
    let file: Pyproject = match toml::from_str(text) {
        Ok(file) => file,
        Err(_) if toml::from_str::<toml::Table>(text).is_err() && !text.contains("tool.assay") => {
            return Ok(None);
        }
        Err(error) => return Err(ConfigError::of(PYPROJECT, text, &error).into()),
    };
    let Some(mut config) = file.tool.and_then(|tool| tool.assay) else {
        return Ok(None);
    };
    config.finish(PYPROJECT, text)?;
    Ok(Some(config))
}

#[cfg(test)]
mod tests;
