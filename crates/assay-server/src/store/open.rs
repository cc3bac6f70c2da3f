//! Opens a store, and brings its tables to the version of this program.
//!
//! All missing steps are one transaction, so a program that is killed leaves the old tables or the new ones.
//! A store of a later version is refused and not touched.

use std::fmt::Write as _;
use std::path::Path;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, Executor};

use super::{Error, Location, Result, Store, number, reading, writing};

/// The steps from nothing to the tables of today; a step that was released never changes.
const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_first.sql"),
    include_str!("../../migrations/0002_places_and_documents.sql"),
];

/// So many connections at once.
const CONNECTIONS: u32 = 8;
/// Two programs that begin at once wait for each other by this number in PostgreSQL.
const LOCK: &str = "SELECT pg_advisory_xact_lock(4711471147114711)";

impl Store {
    /// Opens a store for one project, and makes what is missing.
    ///
    /// # Errors
    /// If it cannot be opened, or was written by a later version.
    pub async fn open(location: &Location, project: &str) -> Result<Self> {
        Self::open_up_to(location, project, STEPS.len()).await
    }

    /// Opens a store as a program would that knows only so many steps; for tests of what becomes of older stores.
    #[doc(hidden)]
    pub async fn open_up_to(location: &Location, project: &str, steps: usize) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let (address, is_file) = match location {
            Location::File(path) => {
                prepare(path)?;
                (file_address(path)?, true)
            }
            Location::Database(address) => (database_address(address)?, false),
        };
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(std::time::Duration::from_secs(20))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if is_file {
                        // `FULL` writes to the disk before a change counts, so that nothing is lost with the power.
                        connection
                            .execute(
                                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                                 PRAGMA busy_timeout = 15000; PRAGMA trusted_schema = OFF;",
                            )
                            .await?;
                    }
                    Ok(())
                })
            })
            .connect(&address)
            .await
            .map_err(|source| Error::Database {
                doing: "open the review store",
                advice: if is_file {
                    "; is it a store of Assay, and may you write there?"
                } else {
                    "; is the database running, and are name and password right?"
                },
                source,
            })?;
        let store = Self {
            pool,
            project: project.to_owned(),
            is_file,
        };
        if is_file && let Location::File(path) = location {
            keep_to_owner(path);
        }
        let place = match location {
            Location::File(path) => path.display().to_string(),
            Location::Database(_) => "in the database".to_owned(),
        };
        if let Location::File(path) = location {
            store.keep_older(path, steps).await?;
        }
        migrate(&store.pool, is_file, &place, steps).await?;
        Ok(store)
    }

    /// Before the tables of an older store change, a copy of it is put beside it.
    async fn keep_older(&self, path: &Path, steps: usize) -> Result<()> {
        let row = sqlx::query("SELECT COALESCE(MAX(version), 0) AS version FROM assay_schema")
            .fetch_one(&self.pool)
            .await;
        // Without that table there is nothing to keep.
        let Ok(found) = row.map_err(reading).and_then(|row| number(&row, "version")) else {
            return Ok(());
        };
        let copy = path.with_extension(format!("version-{found}.db"));
        let is_older = found > 0 && usize::try_from(found).is_ok_and(|found| found < steps);
        if is_older && !is_there(&copy) {
            self.backup(&copy).await?;
        }
        Ok(())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the store is where the server writes"
)]
fn is_there(path: &Path) -> bool {
    path.exists()
}

async fn migrate(pool: &AnyPool, is_file: bool, place: &str, steps: usize) -> Result<()> {
    let mut change = if is_file {
        pool.begin_with("BEGIN IMMEDIATE").await
    } else {
        pool.begin().await
    }
    .map_err(writing)?;
    if !is_file {
        change.execute(LOCK).await.map_err(writing)?;
    }
    change
        .execute("CREATE TABLE IF NOT EXISTS assay_schema (version BIGINT NOT NULL)")
        .await
        .map_err(writing)?;
    let row = sqlx::query("SELECT COALESCE(MAX(version), 0) AS version FROM assay_schema")
        .fetch_one(&mut *change)
        .await
        .map_err(reading)?;
    let found = number(&row, "version")?;
    let known = i64::try_from(steps).unwrap_or(i64::MAX);
    if found > known {
        return Err(Error::Newer {
            place: place.to_owned(),
            found,
            known,
        });
    }
    for (version, step) in (1_i64..).zip(STEPS.iter().take(steps)) {
        if version <= found {
            continue;
        }
        sqlx::raw_sql(*step)
            .execute(&mut *change)
            .await
            .map_err(writing)?;
        sqlx::query("INSERT INTO assay_schema (version) VALUES ($1)")
            .bind(version)
            .execute(&mut *change)
            .await
            .map_err(writing)?;
    }
    change.commit().await.map_err(writing)
}

/// Makes the folder of a store.
#[expect(
    clippy::disallowed_methods,
    reason = "the store is where the server writes"
)]
fn prepare(path: &Path) -> Result<()> {
    let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|source| Error::File {
        path: folder.display().to_string(),
        source,
    })
}

/// Who else works on this machine need not read what is wrong with the application.
#[expect(
    clippy::disallowed_methods,
    reason = "the store is where the server writes"
)]
pub(super) fn keep_to_owner(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A file that belongs to somebody else stays as that person made it.
        drop(std::fs::set_permissions(
            path,
            std::fs::Permissions::from_mode(0o600),
        ));
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// The address of a file; whatever its name has is kept from meaning something else.
fn file_address(path: &Path) -> Result<String> {
    let name = path.to_str().ok_or_else(|| {
        Error::Address(format!(
            "the name of the store {} is not valid text; choose another one with `--store`",
            path.display()
        ))
    })?;
    let mut address = "sqlite://".to_owned();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address.push_str("?mode=rwc");
    Ok(address)
}

/// The address of a database, which must be PostgreSQL.
fn database_address(address: &str) -> Result<String> {
    if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        return Ok(address.to_owned());
    }
    Err(Error::Address(
        "`--database` wants an address like postgres://name@host/database; for a file use `--store`"
            .to_owned(),
    ))
}
