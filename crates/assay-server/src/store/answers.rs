//! Answers to the questions of an inspection, with everything that was answered before.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;

use super::judgements::LONGEST;
use super::{Error, Result, Store, moment, number, reading, text, writing};

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The topic.
    pub topic: String,
    /// The question in it.
    pub question: String,
    /// `holds`, `fails`, `not-applicable`, or nothing for an answer that was taken back.
    pub verdict: String,
    /// How one knows.
    pub evidence: String,
    /// What the places were that the author saw, as the inspection has it.
    #[serde(default)]
    pub places_mark: String,
    /// How often it was answered; 0 if never.
    pub version: i64,
    /// Who answered last.
    pub who: String,
    /// When.
    pub at: String,
}

/// The verdicts that there are.
const VERDICTS: [&str; 4] = ["holds", "fails", "not-applicable", ""];

impl Store {
    /// Keeps an answer; `version` is the one that its author saw.
    ///
    /// # Errors
    /// [`Error::Conflict`] if somebody else answered meanwhile, [`Error::Refused`] if something is missing,
    /// or an error of the database.
    pub async fn answer(&self, answer: &Answered, who: &str, at: Timestamp) -> Result<()> {
        if !VERDICTS.contains(&answer.verdict.as_str()) {
            return Err(Error::Refused("choose an answer".to_owned()));
        }
        if answer.evidence.len() > LONGEST {
            return Err(Error::Refused("the evidence is too long".to_owned()));
        }
        if !answer.verdict.is_empty() && answer.evidence.trim().is_empty() {
            return Err(Error::Refused(
                "say how you know: an answer without evidence convinces nobody".to_owned(),
            ));
        }
        let (mut change, _) = self.begin().await?;
        let row = sqlx::query(
            "SELECT version, who FROM answer WHERE project = $1 AND topic = $2 AND question = $3",
        )
        .bind(&self.project)
        .bind(&answer.topic)
        .bind(&answer.question)
        .fetch_optional(&mut *change)
        .await
        .map_err(reading)?;
        let now = row.as_ref().map_or(Ok(0), |row| number(row, "version"))?;
        if now != answer.version {
            return Err(Error::Conflict {
                what: format!("the answer to {}/{}", answer.topic, answer.question),
                who: row.map_or(Ok(String::new()), |row| text(&row, "who"))?,
            });
        }
        for statement in [
            "INSERT INTO answer (project, topic, question, verdict, evidence, places_mark, version, who, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (project, topic, question) DO UPDATE SET verdict = excluded.verdict, \
             evidence = excluded.evidence, places_mark = excluded.places_mark, version = excluded.version, who = excluded.who, at = excluded.at",
            "INSERT INTO answer_history (project, topic, question, verdict, evidence, places_mark, version, who, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        ] {
            sqlx::query(statement)
                .bind(&self.project)
                .bind(&answer.topic)
                .bind(&answer.question)
                .bind(&answer.verdict)
                .bind(answer.evidence.trim())
                .bind(&answer.places_mark)
                .bind(now + 1)
                .bind(who)
                .bind(moment(at))
                .execute(&mut *change)
                .await
                .map_err(writing)?;
        }
        let subject = format!("{}/{}", answer.topic, answer.question);
        self.write_down(&mut change, [who, "answer", &subject, &answer.verdict], at)
            .await?;
        change.commit().await.map_err(writing)
    }

    /// Every answer, by topic and question.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn answers(&self) -> Result<Vec<Answered>> {
        let rows = sqlx::query(
            "SELECT topic, question, verdict, evidence, places_mark, version, who, at FROM answer \
             WHERE project = $1 ORDER BY topic, question",
        )
        .bind(&self.project)
        .fetch_all(&self.pool)
        .await
        .map_err(reading)?;
        rows.iter().map(answered).collect()
    }

    /// Everything that was ever answered to a question, the latest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn answer_history(&self, topic: &str, question: &str) -> Result<Vec<Answered>> {
        let rows = sqlx::query(
            "SELECT topic, question, verdict, evidence, places_mark, version, who, at FROM answer_history \
             WHERE project = $1 AND topic = $2 AND question = $3 ORDER BY version DESC",
        )
        .bind(&self.project)
        .bind(topic)
        .bind(question)
        .fetch_all(&self.pool)
        .await
        .map_err(reading)?;
        rows.iter().map(answered).collect()
    }
}

fn answered(row: &AnyRow) -> Result<Answered> {
    Ok(Answered {
        topic: text(row, "topic")?,
        question: text(row, "question")?,
        verdict: text(row, "verdict")?,
        evidence: text(row, "evidence")?,
        places_mark: text(row, "places_mark")?,
        version: number(row, "version")?,
        who: text(row, "who")?,
        at: text(row, "at")?,
    })
}
