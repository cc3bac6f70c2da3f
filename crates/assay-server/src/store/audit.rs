//! The audit log: who did what and when. Nothing of it is ever changed.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::Any;
use sqlx::Transaction;

use super::{Result, Store, moment, random, reading, text, writing};

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What, in one word: `judge`, `login`.
    pub action: String,
    /// To what.
    pub subject: String,
    /// More about it.
    pub detail: String,
}

impl Store {
    /// Writes down what somebody did.
    ///
    /// # Errors
    /// If the database cannot be written to.
    pub async fn audit(
        &self,
        who: &str,
        action: &str,
        subject: &str,
        detail: &str,
        at: Timestamp,
    ) -> Result<()> {
        let mut change = self.pool.begin().await.map_err(writing)?;
        self.write_down(&mut change, [who, action, subject, detail], at)
            .await?;
        change.commit().await.map_err(writing)
    }

    /// The same as part of a change: it is there if and only if the change is.
    pub(crate) async fn write_down(
        &self,
        change: &mut Transaction<'static, Any>,
        [who, action, subject, detail]: [&str; 4],
        at: Timestamp,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO audit (id, project, at, who, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(random()?)
        .bind(&self.project)
        .bind(moment(at))
        .bind(who)
        .bind(action)
        .bind(subject)
        .bind(detail)
        .execute(&mut **change)
        .await
        .map_err(writing)?;
        Ok(())
    }

    /// What was done last, the latest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn audited(&self, most: u32, skip: u32) -> Result<Vec<Entry>> {
        let rows = sqlx::query(
            "SELECT at, who, action, subject, detail FROM audit WHERE project = $1 \
             ORDER BY at DESC, id LIMIT $2 OFFSET $3",
        )
        .bind(&self.project)
        .bind(i64::from(most))
        .bind(i64::from(skip))
        .fetch_all(&self.pool)
        .await
        .map_err(reading)?;
        let entry = |row| {
            Ok(Entry {
                at: text(row, "at")?,
                who: text(row, "who")?,
                action: text(row, "action")?,
                subject: text(row, "subject")?,
                detail: text(row, "detail")?,
            })
        };
        rows.iter().map(entry).collect()
    }
}
