//! Findings that people wrote by hand, with the same facts as others.
//!
//! A place is kept with its text, so that it is found again when lines above it come or go.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;

use super::judgements::LONGEST;
use super::{Error, Result, Store, moment, number, random, reading, text, writing};

/// A finding by hand. Its fingerprint is `manual-` and its id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manual {
    /// Its name; empty for one that was not kept yet.
    pub id: String,
    /// What kind of flaw it is, like the title of a rule.
    pub title: String,
    /// What is wrong.
    pub description: String,
    /// What an attacker gains: `low`, `medium`, `high`.
    pub impact: String,
    /// How easily it is reached.
    pub likelihood: String,
    /// The weakness, as a number, or nothing.
    pub cwe: String,
    /// The file.
    pub path: String,
    /// The first line, when it was written.
    pub from_line: i64,
    /// The last line.
    pub to_line: i64,
    /// The text of these lines.
    pub lines: String,
    /// How to repair it.
    pub repair: String,
    /// True if it was taken back.
    pub withdrawn: bool,
    /// How often it was written; 0 before the first time.
    pub version: i64,
    /// Who wrote it last.
    pub who: String,
    /// When.
    pub at: String,
}

/// How the fingerprint of a finding by hand begins.
pub(crate) const PREFIX: &str = "manual-";

impl Manual {
    /// What identifies it, in judgements and comments.
    pub fn fingerprint(&self) -> String {
        format!("{PREFIX}{}", self.id)
    }

    fn ensure_complete(&self) -> Result<()> {
        let refuse = |text: &str| Err(Error::Refused(text.to_owned()));
        let title = self.title.trim();
        if title.is_empty() || title.chars().count() > 200 || title.contains(char::is_control) {
            return refuse("give the finding a title of one line, of at most 200 characters");
        }
        if self.description.trim().is_empty() {
            return refuse("say what is wrong: others rely on it");
        }
        let texts = [&self.description, &self.repair, &self.lines, &self.path];
        if texts.iter().any(|text| text.len() > LONGEST) {
            return refuse("that is too long; choose fewer lines, or say it shorter");
        }
        for level in [&self.impact, &self.likelihood] {
            if !["low", "medium", "high"].contains(&level.as_str()) {
                return refuse("impact and likelihood are low, medium or high");
            }
        }
        let is_number = self.cwe.len() <= 5 && self.cwe.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            return refuse("the weakness is a number of the CWE list, as 862, or nothing");
        }
        if self.path.is_empty() || self.from_line < 1 || self.to_line < self.from_line {
            return refuse("choose the lines that the finding is about");
        }
        Ok(())
    }
}

impl Store {
    /// Keeps a finding by hand, a new one or a changed one, and gives its id.
    ///
    /// # Errors
    /// [`Error::Conflict`] if it was changed meanwhile, [`Error::Refused`] if something is missing,
    /// or an error of the database.
    pub async fn put_manual(&self, manual: &Manual, who: &str, at: Timestamp) -> Result<String> {
        manual.ensure_complete()?;
        let (mut change, _) = self.begin().await?;
        let is_new = manual.id.is_empty();
        let id = if is_new { random()? } else { manual.id.clone() };
        if !is_new {
            let row = sqlx::query("SELECT version, who FROM manual WHERE project = $1 AND id = $2")
                .bind(&self.project)
                .bind(&manual.id)
                .fetch_optional(&mut *change)
                .await
                .map_err(reading)?;
            let Some(row) = row else {
                return Err(Error::Refused("there is no such finding".to_owned()));
            };
            if number(&row, "version")? != manual.version {
                return Err(Error::Conflict {
                    what: format!("the finding “{}”", manual.title),
                    who: text(&row, "who")?,
                });
            }
        }
        let mut query = sqlx::query(
            "INSERT INTO manual (id, project, title, description, impact, likelihood, cwe, path, lines, repair, who, at, from_line, to_line, withdrawn, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
             ON CONFLICT (id) DO UPDATE SET title = excluded.title, description = excluded.description, \
             impact = excluded.impact, likelihood = excluded.likelihood, cwe = excluded.cwe, path = excluded.path, \
             lines = excluded.lines, repair = excluded.repair, who = excluded.who, at = excluded.at, \
             from_line = excluded.from_line, to_line = excluded.to_line, withdrawn = excluded.withdrawn, version = excluded.version",
        )
        .bind(&id)
        .bind(&self.project);
        for value in [
            manual.title.trim(),
            manual.description.trim(),
            &manual.impact,
            &manual.likelihood,
            &manual.cwe,
            &manual.path,
            &manual.lines,
            manual.repair.trim(),
            who,
            &moment(at),
        ] {
            query = query.bind(value.to_owned());
        }
        query
            .bind(manual.from_line)
            .bind(manual.to_line)
            .bind(i64::from(manual.withdrawn))
            .bind(manual.version + 1)
            .execute(&mut *change)
            .await
            .map_err(writing)?;
        let action = match (is_new, manual.withdrawn) {
            (true, _) => "write finding",
            (false, true) => "withdraw finding",
            (false, false) => "change finding",
        };
        let subject = format!("{PREFIX}{id}");
        self.write_down(
            &mut change,
            [who, action, &subject, manual.title.trim()],
            at,
        )
        .await?;
        change.commit().await.map_err(writing)?;
        Ok(id)
    }

    /// All findings by hand, the oldest first; withdrawn ones too.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn manuals(&self) -> Result<Vec<Manual>> {
        let rows = sqlx::query(
            "SELECT id, title, description, impact, likelihood, cwe, path, from_line, to_line, lines, repair, withdrawn, version, who, at \
             FROM manual WHERE project = $1 ORDER BY path, from_line, id",
        )
        .bind(&self.project)
        .fetch_all(&self.pool)
        .await
        .map_err(reading)?;
        rows.iter().map(manual).collect()
    }
}

fn manual(row: &AnyRow) -> Result<Manual> {
    Ok(Manual {
        id: text(row, "id")?,
        title: text(row, "title")?,
        description: text(row, "description")?,
        impact: text(row, "impact")?,
        likelihood: text(row, "likelihood")?,
        cwe: text(row, "cwe")?,
        path: text(row, "path")?,
        from_line: number(row, "from_line")?,
        to_line: number(row, "to_line")?,
        lines: text(row, "lines")?,
        repair: text(row, "repair")?,
        withdrawn: number(row, "withdrawn")? != 0,
        version: number(row, "version")?,
        who: text(row, "who")?,
        at: text(row, "at")?,
    })
}
