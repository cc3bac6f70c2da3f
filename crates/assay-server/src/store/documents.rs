//! Texts that are kept from scan to scan, by name: the last plan, so that what it knew keeps its day.

use jiff::Timestamp;

use super::{Result, Store, moment, reading, text, writing};

impl Store {
    /// Keeps a text under a name, in place of the one before.
    ///
    /// # Errors
    /// If the database cannot be written to.
    pub async fn put_document(&self, name: &str, words: &str, at: Timestamp) -> Result<()> {
        sqlx::query(
            "INSERT INTO document (project, name, text, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (project, name) DO UPDATE SET text = excluded.text, at = excluded.at",
        )
        .bind(&self.project)
        .bind(name)
        .bind(words)
        .bind(moment(at))
        .execute(&self.pool)
        .await
        .map_err(writing)?;
        Ok(())
    }

    /// The text of a name, if there is one.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn document(&self, name: &str) -> Result<Option<String>> {
        let row = sqlx::query("SELECT text FROM document WHERE project = $1 AND name = $2")
            .bind(&self.project)
            .bind(name)
            .fetch_optional(&self.pool)
            .await
            .map_err(reading)?;
        row.map(|row| text(&row, "text")).transpose()
    }
}
