//! What people say of a review, kept: one file of SQLite, or a PostgreSQL that a team shares.
//!
//! Both have the same tables, with text and whole numbers only, and the same statements.
//! Every change is one transaction, and the first thing that it does is to raise the project's *stamp*:
//! so changes of one project come one after the other, and a reader who knows a stamp asks only for what came later.
//! A write names the version that its author saw; if there is a later one, nothing is written and both are shown.

mod answers;
mod audit;
mod bundle;
mod comments;
mod documents;
mod exercises;
mod judgements;
mod manual;
mod open;
mod people;
mod scans;
mod sessions;

use std::path::PathBuf;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{Any, AnyPool, Row, Transaction};

pub use answers::Answered;
pub use audit::Entry;
pub use bundle::Bundle;
pub use comments::Comment;
pub use exercises::{Progress, Tried};
pub use judgements::{Change, Judgement, State};
pub use manual::Manual;
pub use people::{Person, Role};
pub(crate) use people::{hashed, is_password};
pub use scans::{Known, Outcome, Scan, Sighting};
pub use sessions::Session;

/// Where the store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite; it and its folder are made if they are missing.
    File(PathBuf),
    /// The address of a PostgreSQL database.
    Database(String),
}

/// Why something could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or was not there.
    #[error("could not {doing}: {source}{advice}")]
    Database {
        /// What was attempted.
        doing: &'static str,
        /// What to do about it, if that is known.
        advice: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// The store was written by a later version.
    #[error(
        "the store {place} was written by a later version of Assay (tables of version {found}, this program knows {known}); use that version, or another store"
    )]
    Newer {
        /// Which store.
        place: String,
        /// Its version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// What the address of the database says cannot be used.
    #[error("{0}")]
    Address(String),
    /// A file or folder could not be made.
    #[error("could not make {path}: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Somebody else was faster.
    #[error("{what} was changed meanwhile by {who}; look at it again")]
    Conflict {
        /// What.
        what: String,
        /// By whom.
        who: String,
    },
    /// What was asked for is not allowed or makes no sense.
    #[error("{0}")]
    Refused(String),
}

/// What people say of one project's review.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    project: String,
    is_file: bool,
}

pub(crate) type Result<T> = std::result::Result<T, Error>;

impl Store {
    /// Ends all connections; what was committed stays.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// The number that every change of this project raises.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn stamp(&self) -> Result<i64> {
        let row = sqlx::query("SELECT stamp FROM project WHERE project = $1")
            .bind(&self.project)
            .fetch_optional(&self.pool)
            .await
            .map_err(reading)?;
        row.map_or(Ok(0), |row| number(&row, "stamp"))
    }

    /// Begins a change, and gives its stamp.
    async fn begin(&self) -> Result<(Transaction<'static, Any>, i64)> {
        let mut change = self.pool.begin().await.map_err(writing)?;
        // The row is locked from here to the end, so that changes are seen in the order of their stamps.
        let row = sqlx::query(
            "INSERT INTO project (project, stamp) VALUES ($1, 1) \
             ON CONFLICT (project) DO UPDATE SET stamp = project.stamp + 1 RETURNING stamp",
        )
        .bind(&self.project)
        .fetch_one(&mut *change)
        .await
        .map_err(writing)?;
        let stamp = number(&row, "stamp")?;
        Ok((change, stamp))
    }
}

/// An error of a statement that reads.
fn reading(source: sqlx::Error) -> Error {
    Error::Database {
        doing: "read the review store",
        advice: advice(&source),
        source,
    }
}

/// An error of a statement that writes.
fn writing(source: sqlx::Error) -> Error {
    Error::Database {
        doing: "write to the review store, nothing was changed",
        advice: advice(&source),
        source,
    }
}

/// What to do about an error.
fn advice(error: &sqlx::Error) -> &'static str {
    let text = error.to_string();
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    // PostgreSQL tells it by a number, and in the language of its server.
    let is_full = [
        "disk is full",
        "disk I/O",
        "No space left",
        "File too large",
    ];
    if code.as_deref() == Some("53100") || is_full.iter().any(|words| text.contains(words)) {
        "; make room on the disk and do it again"
    } else if text.contains("database is locked") {
        "; another program is writing for a long time, try again"
    } else if text.contains("readonly") {
        "; the file may only be read, see who owns it"
    } else {
        ""
    }
}

fn text(row: &AnyRow, column: &str) -> Result<String> {
    row.try_get(column).map_err(reading)
}

fn number(row: &AnyRow, column: &str) -> Result<i64> {
    row.try_get(column).map_err(reading)
}

/// A time as it is kept: in UTC, always as long, so that texts sort as times do.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{at:.6}")
}

/// A random name.
pub(crate) fn random() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::Refused(format!("the system gives no random numbers: {error}")))?;
    Ok(hex(&bytes))
}

/// Bytes as text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
