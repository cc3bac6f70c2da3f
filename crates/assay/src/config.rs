//! `assay.toml`: how an organisation rates and plans.
//!
//! The file comes with the project, so every report names it, and `--isolated` leaves it out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, bail};
use assay_finding::plan::Calendar;
use assay_finding::{Level, Matrix, Risk};
use jiff::civil::Date;
use serde::Deserialize;

/// The name of the file, at the top of the project.
pub(crate) const NAME: &str = "assay.toml";

/// No configuration is as large as this.
const BYTES: u64 = 1024 * 1024;

/// What the file says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    rating: Rating,
    plan: Planning,
    /// Who repairs what, by a pattern as in `.gitignore`; the last that fits counts.
    pub(crate) owners: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Rating {
    /// By impact, then by likelihood.
    matrix: BTreeMap<Level, BTreeMap<Level, Risk>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Planning {
    /// How many days a finding of a risk may stay; 0 is never due.
    days: BTreeMap<Risk, u32>,
    working_days: bool,
    holidays: BTreeSet<Date>,
}

impl Config {
    /// Reads the file of a project; without one, the defaults.
    pub(crate) fn of(root: &Path) -> Result<Option<Self>> {
        let path = root.join(NAME);
        let size = match fs::symlink_metadata(&path) {
            Ok(facts) if facts.is_file() => facts.len(),
            Ok(_) => bail!(
                "{} is no file; remove it, or use `--isolated`",
                path.display()
            ),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("could not read {}", path.display()));
            }
        };
        if size > BYTES {
            bail!("{} is too large for a configuration", path.display());
        }
        let text = fs::read_to_string(&path)
            .with_context(|| format!("could not read {}", path.display()))?;
        Self::parse(&text)
            .map(Some)
            .with_context(|| format!("{} is not understood", path.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        Ok(toml::from_str(text)?)
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_says_how_it_rates_and_plans() {
        let text = "[rating.matrix]\nlow.low = 'medium'\n[plan]\nworking_days = true\nholidays = ['2026-12-25']\ndays = { critical = 2, low = 0 }\n[owners]\n'shop/' = 'team-shop'\n";
        let config = Config::parse(text).unwrap();
        assert_eq!(config.matrix().risk(Level::Low, Level::Low), Risk::Medium);
        assert_eq!(
            config.matrix().risk(Level::High, Level::High),
            Risk::Critical
        );
        let calendar = config.calendar();
        assert_eq!(calendar.days(Risk::Critical), Some(2));
        assert_eq!(calendar.days(Risk::High), Some(30));
        assert_eq!(calendar.days(Risk::Low), None);
        assert!(calendar.working_days);
    }

    #[test]
    fn a_key_that_nobody_knows_is_told_with_its_line() {
        let error = Config::parse("[plan]\nholliday = []\n")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("holliday") && error.contains("line 2"),
            "{error}"
        );
    }
}
