//! Who is logged in; kept are only hashes of the tokens, so that who reads the store cannot use them.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::people::Role;
use super::{Result, Store, hex, moment, reading, text, writing};

/// Somebody's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub person: String,
    /// What they may do.
    pub role: Role,
}

/// A session ends so long after its last request…
const IDLE: SignedDuration = SignedDuration::from_hours(2);
/// … and so long after it began.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);

impl Store {
    /// Begins a session with this token.
    pub(crate) async fn begin_session(
        &self,
        token: &str,
        session: &Session,
        at: Timestamp,
    ) -> Result<()> {
        // What is over is of no use to anybody.
        sqlx::query("DELETE FROM session WHERE ends < $1 OR seen < $2")
            .bind(moment(at))
            .bind(moment(before(at, IDLE)))
            .execute(&self.pool)
            .await
            .map_err(writing)?;
        sqlx::query(
            "INSERT INTO session (token, person, role, began, seen, ends) VALUES ($1, $2, $3, $4, $4, $5)",
        )
        .bind(kept(token))
        .bind(&session.person)
        .bind(session.role.name())
        .bind(moment(at))
        .bind(moment(at.saturating_add(LONGEST).unwrap_or(at)))
        .execute(&self.pool)
        .await
        .map_err(writing)?;
        Ok(())
    }

    /// The session of a token, if it goes on.
    pub(crate) async fn session(&self, token: &str, at: Timestamp) -> Result<Option<Session>> {
        let row = sqlx::query(
            "SELECT person, role, seen FROM session WHERE token = $1 AND ends > $2 AND seen > $3",
        )
        .bind(kept(token))
        .bind(moment(at))
        .bind(moment(before(at, IDLE)))
        .fetch_optional(&self.pool)
        .await
        .map_err(reading)?;
        let Some(row) = row else { return Ok(None) };
        // Once a minute is often enough to know that somebody is there.
        if text(&row, "seen")? < moment(before(at, SignedDuration::from_mins(1))) {
            sqlx::query("UPDATE session SET seen = $2 WHERE token = $1")
                .bind(kept(token))
                .bind(moment(at))
                .execute(&self.pool)
                .await
                .map_err(writing)?;
        }
        Ok(Some(Session {
            person: text(&row, "person")?,
            role: Role::named(&text(&row, "role")?).unwrap_or(Role::Reader),
        }))
    }

    /// Ends a session.
    pub(crate) async fn end_session(&self, token: &str) -> Result<()> {
        sqlx::query("DELETE FROM session WHERE token = $1")
            .bind(kept(token))
            .execute(&self.pool)
            .await
            .map_err(writing)?;
        Ok(())
    }
}

fn kept(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

fn before(at: Timestamp, span: SignedDuration) -> Timestamp {
    at.saturating_sub(span).unwrap_or(at)
}
