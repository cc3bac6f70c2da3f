//! What people say of findings, by fingerprint, with everything that was said before.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};

use super::{Error, Result, Store, moment, number, reading, text, writing};

/// What is thought of a finding.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nobody has judged it.
    #[default]
    Open,
    /// It is a flaw.
    Confirmed,
    /// It is none.
    FalseAlarm,
    /// It is one, and stays until a day.
    Accepted,
    /// It is gone.
    Repaired,
}

impl State {
    /// All of them, in the order of the work.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Confirmed,
        Self::FalseAlarm,
        Self::Accepted,
        Self::Repaired,
    ];

    /// The word for it, as in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::FalseAlarm => "false-alarm",
            Self::Accepted => "accepted",
            Self::Repaired => "repaired",
        }
    }

    /// The words for it, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::FalseAlarm => "false alarm",
            Self::Accepted => "accepted risk",
            Self::Repaired => "repaired",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// True if somebody still has to do something.
    pub const fn is_active(self) -> bool {
        match self {
            Self::Open | Self::Confirmed => true,
            Self::FalseAlarm | Self::Accepted | Self::Repaired => false,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.title())
    }
}

/// What is said of one finding; a finding of which nothing is said has version 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Which finding.
    pub fingerprint: String,
    /// What it is.
    pub state: State,
    /// Why.
    pub reason: String,
    /// The last day on which an accepted risk is accepted, as `2027-01-31`, or nothing.
    pub until: String,
    /// Who repairs it, or nothing.
    pub owner: String,
    /// Until which day, or nothing.
    pub due: String,
    /// The impact in place of the rated one: `low`, `medium`, `high`, or nothing.
    pub impact: String,
    /// The likelihood in place of the rated one.
    pub likelihood: String,
    /// Why impact or likelihood are otherwise.
    pub rating_reason: String,
    /// A hash of the code that was judged.
    pub code: String,
    /// How often something was said.
    pub version: i64,
    /// Who said it last.
    pub who: String,
    /// When.
    pub at: String,
}

/// What somebody says of a finding; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Which finding.
    pub fingerprint: String,
    /// The version that its author saw; 0 if nothing was said.
    pub version: i64,
    /// What it is.
    pub state: Option<State>,
    /// Why.
    pub reason: Option<String>,
    /// Until when an accepted risk is accepted.
    pub until: Option<String>,
    /// Who repairs it; empty for nobody.
    pub owner: Option<String>,
    /// Until when; empty for no day.
    pub due: Option<String>,
    /// Another impact and likelihood, and why; all empty for those of the rating.
    pub rating: Option<(String, String, String)>,
    /// A hash of the code that was looked at.
    pub code: String,
}

/// The longest text that somebody may write.
pub(crate) const LONGEST: usize = 20_000;
/// The longest name of an owner.
const OWNER: usize = 200;
const COLUMNS: &str = "fingerprint, state, reason, until_day, owner, due, impact, likelihood, rating_reason, code, version, who, at";

impl Store {
    /// Writes down what somebody says of findings: of all of them, or of none.
    ///
    /// # Errors
    /// [`Error::Conflict`] if one was changed meanwhile, [`Error::Refused`] if something is missing,
    /// or an error of the database.
    pub async fn judge(&self, changes: &[Change], who: &str, at: Timestamp) -> Result<()> {
        let (mut change, stamp) = self.begin().await?;
        for wanted in changes {
            let now = self.judgement_in(&mut change, &wanted.fingerprint).await?;
            if now.version != wanted.version {
                return Err(Error::Conflict {
                    what: format!("the finding {}", wanted.fingerprint),
                    who: now.who,
                });
            }
            let next = wanted.applied_to(&now, at)?;
            let next = Judgement {
                who: who.to_owned(),
                at: moment(at),
                ..next
            };
            self.put_judgement(&mut change, &next, stamp).await?;
            let detail = next.told();
            self.write_down(&mut change, [who, "judge", &next.fingerprint, &detail], at)
                .await?;
        }
        change.commit().await.map_err(writing)
    }

    /// Everything that was said after a stamp, with the stamp up to which this is all.
    pub(crate) async fn judgements_after(&self, stamp: i64) -> Result<Vec<Judgement>> {
        let rows = sqlx::query(
            "SELECT fingerprint, state, reason, until_day, owner, due, impact, likelihood, rating_reason, code, version, who, at \
             FROM judgement WHERE project = $1 AND stamp > $2 ORDER BY fingerprint",
        )
        .bind(&self.project)
        .bind(stamp)
        .fetch_all(&self.pool)
        .await
        .map_err(reading)?;
        rows.iter().map(judgement).collect()
    }

    /// What is said of a finding.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn judgement(&self, fingerprint: &str) -> Result<Judgement> {
        let mut look = self.pool.begin().await.map_err(reading)?;
        self.judgement_in(&mut look, fingerprint).await
    }

    /// Everything that was ever said of a finding, the latest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn history(&self, fingerprint: &str) -> Result<Vec<Judgement>> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM judgement_history WHERE project = $1 AND fingerprint = $2 ORDER BY version DESC"
        )))
        .bind(&self.project)
        .bind(fingerprint)
        .fetch_all(&self.pool)
        .await
        .map_err(reading)?;
        rows.iter().map(judgement).collect()
    }

    pub(super) async fn judgement_in(
        &self,
        change: &mut Transaction<'static, Any>,
        fingerprint: &str,
    ) -> Result<Judgement> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM judgement WHERE project = $1 AND fingerprint = $2"
        )))
        .bind(&self.project)
        .bind(fingerprint)
        .fetch_optional(&mut **change)
        .await
        .map_err(reading)?;
        match row {
            Some(row) => judgement(&row),
            None => Ok(Judgement {
                fingerprint: fingerprint.to_owned(),
                ..Judgement::default()
            }),
        }
    }

    /// Puts a judgement one version on; what was there stays in the history.
    pub(super) async fn put_judgement(
        &self,
        change: &mut Transaction<'static, Any>,
        next: &Judgement,
        stamp: i64,
    ) -> Result<()> {
        let now = "INSERT INTO judgement (project, fingerprint, state, reason, until_day, owner, due, impact, likelihood, rating_reason, code, version, who, at, stamp) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
             ON CONFLICT (project, fingerprint) DO UPDATE SET state = excluded.state, reason = excluded.reason, \
             until_day = excluded.until_day, owner = excluded.owner, due = excluded.due, impact = excluded.impact, \
             likelihood = excluded.likelihood, rating_reason = excluded.rating_reason, code = excluded.code, \
             version = excluded.version, who = excluded.who, at = excluded.at, stamp = excluded.stamp";
        let history = "INSERT INTO judgement_history (project, fingerprint, state, reason, until_day, owner, due, impact, likelihood, rating_reason, code, version, who, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
        for (statement, has_stamp) in [(now, true), (history, false)] {
            let mut query = sqlx::query(statement).bind(&self.project);
            for value in [
                next.fingerprint.as_str(),
                next.state.name(),
                &next.reason,
                &next.until,
                &next.owner,
                &next.due,
                &next.impact,
                &next.likelihood,
                &next.rating_reason,
                &next.code,
            ] {
                query = query.bind(value.to_owned());
            }
            query = query
                .bind(next.version)
                .bind(next.who.clone())
                .bind(next.at.clone());
            if has_stamp {
                query = query.bind(stamp);
            }
            query.execute(&mut **change).await.map_err(writing)?;
        }
        Ok(())
    }
}

impl Change {
    /// What is said of the finding afterwards.
    fn applied_to(&self, now: &Judgement, at: Timestamp) -> Result<Judgement> {
        let or = |new: &Option<String>, old: &String| new.as_ref().unwrap_or(old).trim().to_owned();
        let state = self.state.unwrap_or(now.state);
        let mut next = Judgement {
            fingerprint: now.fingerprint.clone(),
            state,
            reason: or(&self.reason, &now.reason),
            until: or(&self.until, &now.until),
            owner: or(&self.owner, &now.owner),
            due: or(&self.due, &now.due),
            version: now.version + 1,
            code: self.code.clone(),
            ..now.clone()
        };
        if state != State::Accepted {
            next.until.clear();
        }
        if let Some((impact, likelihood, reason)) = &self.rating {
            next.impact.clone_from(impact);
            next.likelihood.clone_from(likelihood);
            reason.trim().clone_into(&mut next.rating_reason);
        }
        next.ensure_complete(at, self.state.is_some())?;
        Ok(next)
    }
}

impl Judgement {
    fn ensure_complete(&self, at: Timestamp, is_new: bool) -> Result<()> {
        let refuse = |text: &str| Err(Error::Refused(text.to_owned()));
        if self.reason.len() > LONGEST || self.rating_reason.len() > LONGEST {
            return refuse("the reason is too long; write a comment, and name it in the reason");
        }
        if self.owner.chars().count() > OWNER || self.owner.contains(char::is_control) {
            return refuse("the name of the owner is too long, or no name");
        }
        let until = day(&self.until, "the last day of an accepted risk")?;
        day(&self.due, "the day of the repair")?;
        match self.state {
            State::FalseAlarm if self.reason.is_empty() => {
                return refuse("say why it is a false alarm: others rely on it");
            }
            State::Accepted if self.reason.is_empty() => {
                return refuse("say why the risk is accepted: others rely on it");
            }
            State::Accepted => {
                let today = moment(at);
                let today: Option<Date> = today.get(..10).and_then(|day| day.parse().ok());
                match until {
                    None => return refuse("say until which day the risk is accepted"),
                    Some(until) if is_new && Some(until) < today => {
                        return refuse("the last day of an accepted risk is over already");
                    }
                    Some(_) => {}
                }
            }
            State::Open | State::Confirmed | State::FalseAlarm | State::Repaired => {}
        }
        for level in [&self.impact, &self.likelihood] {
            if !["", "low", "medium", "high"].contains(&level.as_str()) {
                return refuse("impact and likelihood are low, medium or high");
            }
        }
        if (!self.impact.is_empty() || !self.likelihood.is_empty()) && self.rating_reason.is_empty()
        {
            return refuse("say why impact or likelihood are otherwise than rated");
        }
        Ok(())
    }

    /// In one line.
    pub fn told(&self) -> String {
        let mut parts = vec![self.state.title().to_owned()];
        let mut tell = |what: &str, value: &str| {
            if !value.is_empty() {
                parts.push(format!("{what} {value}"));
            }
        };
        tell("until", &self.until);
        tell("owner", &self.owner);
        tell("due", &self.due);
        tell("impact", &self.impact);
        tell("likelihood", &self.likelihood);
        parts.join(", ")
    }
}

/// A day, or nothing.
pub(super) fn day(text: &str, what: &str) -> Result<Option<Date>> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_| Error::Refused(format!("{what} is no day; write it like 2027-01-31")))
}

fn judgement(row: &AnyRow) -> Result<Judgement> {
    Ok(Judgement {
        fingerprint: text(row, "fingerprint")?,
        state: State::named(&text(row, "state")?).unwrap_or_default(),
        reason: text(row, "reason")?,
        until: text(row, "until_day")?,
        owner: text(row, "owner")?,
        due: text(row, "due")?,
        impact: text(row, "impact")?,
        likelihood: text(row, "likelihood")?,
        rating_reason: text(row, "rating_reason")?,
        code: text(row, "code")?,
        version: number(row, "version")?,
        who: text(row, "who")?,
        at: text(row, "at")?,
    })
}
