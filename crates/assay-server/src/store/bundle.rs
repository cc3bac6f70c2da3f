//! A whole review as one file: everything that was said of a project, to be carried elsewhere or kept safe.
//!
//! The file is JSON with a row for each row of the tables, so it outlives the database that it came from.
//! People and sessions are not in it: passwords stay where they are.
//! What is imported takes the place of what there is for this project; the audit log is added to, never replaced.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{Any, Row as _, Transaction};

use super::{Error, Result, Store, reading, writing};

/// What the file says it is.
const FORMAT: &str = "assay-review-state";
/// The version of the format.
const VERSION: u32 = 1;

/// A table with its columns of text and of numbers, without the project.
type Table = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// The text of a judgement, now and at an earlier time.
const JUDGEMENT: &[&str] = &[
    "fingerprint",
    "state",
    "reason",
    "until_day",
    "owner",
    "due",
    "impact",
    "likelihood",
    "rating_reason",
    "code",
    "who",
    "at",
];

/// The text of an answer, now and at an earlier time.
const ANSWER: &[&str] = &[
    "topic",
    "question",
    "verdict",
    "evidence",
    "places_mark",
    "who",
    "at",
];

/// What belongs to a project.
const TABLES: &[Table] = &[
    (
        "scan",
        &["id", "taken", "who"],
        &[
            "number",
            "critical",
            "high",
            "medium",
            "low",
            "info",
            "suppressed",
            "files",
            "problems",
            "fresh",
            "gone",
        ],
    ),
    (
        "known",
        &[
            "fingerprint",
            "rule",
            "title",
            "message",
            "path",
            "risk",
            "function",
            "content",
            "code",
            "first_seen",
            "last_seen",
        ],
        &["line", "first_scan", "last_scan", "gone"],
    ),
    ("judgement", JUDGEMENT, &["version", "stamp"]),
    ("judgement_history", JUDGEMENT, &["version"]),
    (
        "comment",
        &["id", "subject", "text", "who", "at"],
        &["stamp"],
    ),
    (
        "manual",
        &[
            "id",
            "title",
            "description",
            "impact",
            "likelihood",
            "cwe",
            "path",
            "lines",
            "repair",
            "who",
            "at",
        ],
        &["from_line", "to_line", "withdrawn", "version"],
    ),
    ("answer", ANSWER, &["version"]),
    ("answer_history", ANSWER, &["version"]),
    (
        "exercise",
        &["id", "who", "rule", "exercise", "answer", "at"],
        &["correct"],
    ),
    ("document", &["name", "text", "at"], &[]),
    (
        "audit",
        &["id", "at", "who", "action", "subject", "detail"],
        &[],
    ),
];

/// A review as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Always `assay-review-state`.
    pub format: String,
    /// The version of the format.
    pub version: u32,
    /// The project.
    pub project: String,
    /// When it was made.
    pub at: String,
    /// The rows of each table.
    pub tables: BTreeMap<String, Vec<BTreeMap<String, Value>>>,
}

impl Store {
    /// Everything that was said of this project, as it was at one moment.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn export(&self, at: Timestamp) -> Result<Bundle> {
        let mut look = self.pool.begin().await.map_err(reading)?;
        if !self.is_file {
            sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                .execute(&mut *look)
                .await
                .map_err(reading)?;
        }
        let mut tables = BTreeMap::new();
        for (name, texts, numbers) in TABLES {
            let columns: Vec<&str> = texts.iter().chain(*numbers).copied().collect();
            let order = columns
                .iter()
                .take(3)
                .copied()
                .collect::<Vec<_>>()
                .join(", ");
            let statement = format!(
                "SELECT {} FROM {name} WHERE project = $1 ORDER BY {order}",
                columns.join(", ")
            );
            let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
                .bind(&self.project)
                .fetch_all(&mut *look)
                .await
                .map_err(reading)?;
            let mut kept = Vec::with_capacity(rows.len());
            for row in &rows {
                let mut fields = BTreeMap::new();
                for column in *texts {
                    let value: String = row.try_get(*column).map_err(reading)?;
                    fields.insert((*column).to_owned(), Value::from(value));
                }
                for column in *numbers {
                    let value: i64 = row.try_get(*column).map_err(reading)?;
                    fields.insert((*column).to_owned(), Value::from(value));
                }
                kept.push(fields);
            }
            tables.insert((*name).to_owned(), kept);
        }
        Ok(Bundle {
            format: FORMAT.to_owned(),
            version: VERSION,
            project: self.project.clone(),
            at: super::moment(at),
            tables,
        })
    }

    /// Puts what a file says in place of what was said of this project: all of it, or nothing.
    ///
    /// # Errors
    /// If the file is something else or damaged, or the database cannot be written to.
    pub async fn import(&self, file: &[u8], who: &str, at: Timestamp) -> Result<()> {
        let bundle: Bundle = serde_json::from_slice(file)
            .map_err(|error| Error::Refused(format!("this is no exported review: {error}")))?;
        if bundle.format != FORMAT {
            return Err(Error::Refused("this is no exported review".to_owned()));
        }
        if bundle.version != VERSION {
            return Err(Error::Refused(format!(
                "this review was exported by another version of Assay (format {}, this program reads {VERSION})",
                bundle.version
            )));
        }
        let (mut change, stamp) = self.begin().await?;
        for table in TABLES {
            self.put_table(&mut change, table, bundle.tables.get(table.0), stamp)
                .await?;
        }
        let detail = format!("of {}, exported {}", bundle.project, bundle.at);
        self.write_down(&mut change, [who, "import", &self.project, &detail], at)
            .await?;
        change.commit().await.map_err(writing)
    }

    async fn put_table(
        &self,
        change: &mut Transaction<'static, Any>,
        (name, texts, numbers): &Table,
        rows: Option<&Vec<BTreeMap<String, Value>>>,
        stamp: i64,
    ) -> Result<()> {
        let is_log = *name == "audit";
        if !is_log {
            sqlx::query(sqlx::AssertSqlSafe(format!(
                "DELETE FROM {name} WHERE project = $1"
            )))
            .bind(&self.project)
            .execute(&mut **change)
            .await
            .map_err(writing)?;
        }
        let columns: Vec<&str> = texts.iter().chain(*numbers).copied().collect();
        let places: Vec<String> = (2..columns.len() + 2).map(|at| format!("${at}")).collect();
        let statement = format!(
            "INSERT INTO {name} (project, {}) VALUES ($1, {}){}",
            columns.join(", "),
            places.join(", "),
            // What the log has already, it has.
            if is_log {
                " ON CONFLICT (id) DO NOTHING"
            } else {
                ""
            }
        );
        for row in rows.into_iter().flatten() {
            let damaged = |column: &str| {
                Error::Refused(format!(
                    "the file is damaged: a row of `{name}` has no `{column}`"
                ))
            };
            let mut query = sqlx::query(sqlx::AssertSqlSafe(statement.clone())).bind(&self.project);
            for column in *texts {
                let value = row
                    .get(*column)
                    .and_then(Value::as_str)
                    .ok_or_else(|| damaged(column))?;
                let value = if *column == "id" && self.is_elsewhere(change, name, value).await? {
                    super::random()?
                } else {
                    value.to_owned()
                };
                query = query.bind(value);
            }
            for column in *numbers {
                let value = row
                    .get(*column)
                    .and_then(Value::as_i64)
                    .ok_or_else(|| damaged(column))?;
                // Whoever keeps marks up to an earlier stamp has to fetch these.
                query = query.bind(if *column == "stamp" { stamp } else { value });
            }
            query.execute(&mut **change).await.map_err(|error| {
                let twice = error.as_database_error();
                if twice.is_some_and(sqlx::error::DatabaseError::is_unique_violation) {
                    return Error::Refused(format!(
                        "the file is damaged: a row of `{name}` stands there twice"
                    ));
                }
                writing(error)
            })?;
        }
        Ok(())
    }

    /// True if a row of this name belongs to another project of the same store.
    async fn is_elsewhere(
        &self,
        change: &mut Transaction<'static, Any>,
        table: &str,
        id: &str,
    ) -> Result<bool> {
        let statement = format!("SELECT id FROM {table} WHERE id = $1 AND project <> $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(id.to_owned())
            .bind(&self.project)
            .fetch_optional(&mut **change)
            .await
            .map_err(reading)?;
        Ok(row.is_some())
    }

    /// A copy of a store that is a file, whole and at one moment, as another file.
    ///
    /// # Errors
    /// If there is such a file already, the store is a database that keeps its own copies, or the disk is full.
    pub async fn backup(&self, to: &std::path::Path) -> Result<()> {
        if !self.is_file {
            return Err(Error::Refused(
                "this store is a PostgreSQL database; use `pg_dump`, or export the review"
                    .to_owned(),
            ));
        }
        let path = to
            .to_str()
            .ok_or_else(|| Error::Refused("the name of the copy is no text".to_owned()))?;
        sqlx::query("VACUUM INTO $1")
            .bind(path.to_owned())
            .execute(&self.pool)
            .await
            .map_err(|source| Error::Database {
                doing: "copy the review store",
                advice: super::advice(&source),
                source,
            })?;
        super::open::keep_to_owner(to);
        Ok(())
    }
}
