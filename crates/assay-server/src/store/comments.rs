//! What people write beside a finding or a question.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;

use super::judgements::LONGEST;
use super::{Error, Result, Store, moment, number, random, reading, text, writing};

/// A comment; it is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its name.
    pub id: String,
    /// What it is about: a fingerprint, or a question.
    pub subject: String,
    /// The text, as it was written.
    pub text: String,
    /// Who wrote it.
    pub who: String,
    /// When.
    pub at: String,
}

impl Store {
    /// Writes a comment.
    ///
    /// # Errors
    /// If it is empty or too long, or the database cannot be written to.
    pub async fn comment(
        &self,
        subject: &str,
        words: &str,
        who: &str,
        at: Timestamp,
    ) -> Result<()> {
        let words = words.trim();
        if words.is_empty() || words.len() > LONGEST {
            return Err(Error::Refused(format!(
                "a comment has 1 to {LONGEST} bytes of text"
            )));
        }
        let (mut change, stamp) = self.begin().await?;
        sqlx::query(
            "INSERT INTO comment (id, project, subject, text, who, at, stamp) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(random()?)
        .bind(&self.project)
        .bind(subject)
        .bind(words)
        .bind(who)
        .bind(moment(at))
        .bind(stamp)
        .execute(&mut *change)
        .await
        .map_err(writing)?;
        self.write_down(&mut change, [who, "comment", subject, ""], at)
            .await?;
        change.commit().await.map_err(writing)
    }

    /// What was written about something, the oldest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn comments(&self, subject: &str) -> Result<Vec<Comment>> {
        let rows = sqlx::query(
            "SELECT id, subject, text, who, at FROM comment WHERE project = $1 AND subject = $2 ORDER BY at, id",
        )
        .bind(&self.project)
        .bind(subject)
        .fetch_all(&self.pool)
        .await
        .map_err(reading)?;
        rows.iter().map(comment).collect()
    }

    /// How many comments were written about what, after a stamp.
    pub(crate) async fn comment_counts(&self) -> Result<Vec<(String, i64)>> {
        let rows = sqlx::query(
            "SELECT subject, COUNT(*) AS many FROM comment WHERE project = $1 GROUP BY subject ORDER BY subject",
        )
        .bind(&self.project)
        .fetch_all(&self.pool)
        .await
        .map_err(reading)?;
        rows.iter()
            .map(|row| Ok((text(row, "subject")?, number(row, "many")?)))
            .collect()
    }
}

fn comment(row: &AnyRow) -> Result<Comment> {
    Ok(Comment {
        id: text(row, "id")?,
        subject: text(row, "subject")?,
        text: text(row, "text")?,
        who: text(row, "who")?,
        at: text(row, "at")?,
    })
}
