//! What people tried in lessons, and how it went.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Error, Result, Store, moment, number, random, reading, text, writing};

/// An answer to an exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Who.
    pub who: String,
    /// The rule that the lesson is about.
    pub rule: String,
    /// Which exercise of it.
    pub exercise: String,
    /// What was answered.
    pub answer: String,
    /// Whether it was right.
    pub correct: bool,
    /// When.
    pub at: String,
}

/// How somebody does with one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Who.
    pub who: String,
    /// The rule.
    pub rule: String,
    /// How many answers were given.
    pub tried: i64,
    /// How many of them were right.
    pub right: i64,
}

/// The longest answer.
const ANSWER: usize = 4000;

impl Store {
    /// Keeps an answer; who and when are those given here.
    ///
    /// # Errors
    /// If it is too long, or the database cannot be written to.
    pub async fn try_exercise(&self, tried: &Tried, who: &str, at: Timestamp) -> Result<()> {
        let texts = [&tried.rule, &tried.exercise, &tried.answer];
        if texts.iter().any(|text| text.len() > ANSWER) {
            return Err(Error::Refused("the answer is too long".to_owned()));
        }
        let (mut change, _) = self.begin().await?;
        sqlx::query(
            "INSERT INTO exercise (id, project, who, rule, exercise, answer, correct, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(random()?)
        .bind(&self.project)
        .bind(who)
        .bind(&tried.rule)
        .bind(&tried.exercise)
        .bind(&tried.answer)
        .bind(i64::from(tried.correct))
        .bind(moment(at))
        .execute(&mut *change)
        .await
        .map_err(writing)?;
        change.commit().await.map_err(writing)
    }

    /// How everybody does with each rule.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn progress(&self) -> Result<Vec<Progress>> {
        // PostgreSQL makes a `numeric` of a sum, which not every program reads: it is told to stay a number.
        let rows = sqlx::query(
            "SELECT who, rule, COUNT(*) AS tried, CAST(SUM(correct) AS BIGINT) AS correct FROM exercise \
             WHERE project = $1 GROUP BY who, rule ORDER BY who, rule",
        )
        .bind(&self.project)
        .fetch_all(&self.pool)
        .await
        .map_err(reading)?;
        let progress = |row| {
            Ok(Progress {
                who: text(row, "who")?,
                rule: text(row, "rule")?,
                tried: number(row, "tried")?,
                right: number(row, "correct")?,
            })
        };
        rows.iter().map(progress).collect()
    }

    /// What somebody tried of a rule, the latest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn tried(&self, who: &str, rule: &str) -> Result<Vec<Tried>> {
        let rows = sqlx::query(
            "SELECT who, rule, exercise, answer, correct, at FROM exercise \
             WHERE project = $1 AND who = $2 AND rule = $3 ORDER BY at DESC, id LIMIT 200",
        )
        .bind(&self.project)
        .bind(who)
        .bind(rule)
        .fetch_all(&self.pool)
        .await
        .map_err(reading)?;
        let tried = |row| {
            Ok(Tried {
                who: text(row, "who")?,
                rule: text(row, "rule")?,
                exercise: text(row, "exercise")?,
                answer: text(row, "answer")?,
                correct: number(row, "correct")? != 0,
                at: text(row, "at")?,
            })
        };
        rows.iter().map(tried).collect()
    }
}
