//! Who may use the workbench, and what each may do.
//!
//! Passwords are kept as argon2id makes them, which takes a while by design; callers do it off the pages' threads.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};

use super::{Error, Result, Store, moment, number, reading, text, writing};

/// What somebody may do; each may do what those before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Look at everything.
    Reader,
    /// Also comment, learn, and say who repairs what until when.
    Developer,
    /// Also judge findings, write own ones, answer inspections, scan.
    Reviewer,
    /// Also decide who else may, export, import and read the audit log.
    Admin,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Developer, Self::Reviewer, Self::Admin];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Developer => "developer",
            Self::Reviewer => "reviewer",
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// Somebody who may log in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The name they log in with.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// False if they may no longer log in.
    pub active: bool,
    /// Since when they are known.
    pub at: String,
    /// When they logged in last; empty if they never did.
    pub seen: String,
}

/// The shortest password.
pub(crate) const SHORTEST: usize = 12;
/// A longer one is a mistake or an attack.
const LONGEST: usize = 1024;
/// The longest name.
const NAME: usize = 64;

impl Store {
    /// Adds somebody, or gives somebody who is known another role and password.
    ///
    /// # Errors
    /// If name or password will not do, or the database cannot be written to.
    pub async fn put_person(
        &self,
        name: &str,
        role: Role,
        password: &str,
        at: Timestamp,
    ) -> Result<()> {
        ensure_name(name)?;
        let kept = hashed(password)?;
        let (mut change, _) = self.begin().await?;
        sqlx::query(
            "INSERT INTO person (name, role, password, active, at, seen) VALUES ($1, $2, $3, 1, $4, '') \
             ON CONFLICT (name) DO UPDATE SET role = excluded.role, password = excluded.password, active = 1",
        )
        .bind(name)
        .bind(role.name())
        .bind(kept)
        .bind(moment(at))
        .execute(&mut *change)
        .await
        .map_err(writing)?;
        // A new password ends what was begun with the old one.
        end_sessions_of(name, &mut change).await?;
        change.commit().await.map_err(writing)
    }

    /// Gives somebody another role, or takes the right to log in away or gives it back; sessions end.
    ///
    /// # Errors
    /// If nobody has this name, no admin would be left, or the database cannot be written to.
    pub async fn change_person(&self, name: &str, role: Role, active: bool) -> Result<()> {
        let (mut change, _) = self.begin().await?;
        let changed = sqlx::query("UPDATE person SET role = $2, active = $3 WHERE name = $1")
            .bind(name)
            .bind(role.name())
            .bind(i64::from(active))
            .execute(&mut *change)
            .await
            .map_err(writing)?;
        if changed.rows_affected() == 0 {
            return Err(Error::Refused(format!("nobody is called {name}")));
        }
        let row = sqlx::query(
            "SELECT COUNT(*) AS admins FROM person WHERE role = 'admin' AND active = 1",
        )
        .fetch_one(&mut *change)
        .await
        .map_err(reading)?;
        if number(&row, "admins")? == 0 {
            return Err(Error::Refused(
                "somebody has to stay admin; make another person admin first".to_owned(),
            ));
        }
        end_sessions_of(name, &mut change).await?;
        change.commit().await.map_err(writing)
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn people(&self) -> Result<Vec<Person>> {
        let rows = sqlx::query("SELECT name, role, active, at, seen FROM person ORDER BY name")
            .fetch_all(&self.pool)
            .await
            .map_err(reading)?;
        rows.iter().map(person).collect()
    }

    /// The person of this name, with what their password was made to; also when they may no longer log in.
    pub(crate) async fn login(&self, name: &str) -> Result<Option<(Person, String)>> {
        let row = sqlx::query(
            "SELECT name, role, active, at, seen, password FROM person WHERE name = $1",
        )
        .bind(name)
        .fetch_optional(&self.pool)
        .await
        .map_err(reading)?;
        row.map(|row| Ok((person(&row)?, text(&row, "password")?)))
            .transpose()
    }

    pub(crate) async fn logged_in(&self, name: &str, at: Timestamp) -> Result<()> {
        sqlx::query("UPDATE person SET seen = $2 WHERE name = $1")
            .bind(name)
            .bind(moment(at))
            .execute(&self.pool)
            .await
            .map_err(writing)?;
        Ok(())
    }
}

/// Ends whatever somebody began with another password, role or right.
async fn end_sessions_of(name: &str, change: &mut Transaction<'static, Any>) -> Result<()> {
    sqlx::query("DELETE FROM session WHERE person = $1")
        .bind(name.to_owned())
        .execute(&mut **change)
        .await
        .map_err(writing)?;
    Ok(())
}

fn person(row: &AnyRow) -> Result<Person> {
    Ok(Person {
        name: text(row, "name")?,
        // What nobody knows may only look.
        role: Role::named(&text(row, "role")?).unwrap_or(Role::Reader),
        active: number(row, "active")? != 0,
        at: text(row, "at")?,
        seen: text(row, "seen")?,
    })
}

fn ensure_name(name: &str) -> Result<()> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '+');
    if name.is_empty() || name.chars().count() > NAME || !name.chars().all(is_plain) {
        return Err(Error::Refused(format!(
            "a name has 1 to {NAME} letters, digits or characters of . _ - @ +"
        )));
    }
    Ok(())
}

/// What is kept of a password.
pub(crate) fn hashed(password: &str) -> Result<String> {
    let length = password.chars().count();
    if length < SHORTEST || password.len() > LONGEST {
        return Err(Error::Refused(format!(
            "a password has at least {SHORTEST} characters; a sentence is easy to remember"
        )));
    }
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|kept| kept.to_string())
        .map_err(|error| Error::Refused(format!("the password could not be kept: {error}")))
}

/// True if this is the password.
pub(crate) fn is_password(password: &str, kept: &str) -> bool {
    if password.len() > LONGEST {
        return false;
    }
    PasswordHash::new(kept).is_ok_and(|kept| {
        Argon2::default()
            .verify_password(password.as_bytes(), &kept)
            .is_ok()
    })
}
