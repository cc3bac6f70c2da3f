//! The advisories of all packages, found by name.
//!
//! One JSON object a line, sorted by package, behind a head with the day of the snapshot.
//! Only the lines of packages that somebody asks for are read, so that all of it costs little.

use std::ops::Range;
use std::sync::LazyLock;

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::record::Advisory;
use crate::{Date, limits};

/// Whose data it is; shown wherever it is used.
pub const NOTICE: &str = "Vulnerability data: Python Packaging Advisory Database (PyPA, CC-BY-4.0) and GitHub Advisory Database (GitHub, CC-BY-4.0), reduced to facts and reformatted; CWE ids and CVSS vectors partly from CVE records (© The MITRE Corporation) and CISA Vulnrichment (CC0-1.0). Changes were made; no endorsement is implied.";

/// The advisories that come with the program.
const EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/advisories.zz"));

/// What a packed database begins with, in front of the sum over the rest.
const MAGIC: &[u8] = b"assay-advisories 1\n";

/// All advisories.
#[derive(Clone, Debug)]
pub struct Database {
    text: String,
    /// The lines, sorted by package: package and record.
    lines: Vec<(Range<usize>, Range<usize>)>,
    /// The day of the newest advisory; later ones are unknown.
    pub snapshot: Date,
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// It does not begin as one.
    #[error("this is no advisory database; run `assay advisories update`, or leave it out")]
    Foreign,
    /// It was cut off or changed.
    #[error("the advisory database is damaged; run `assay advisories update`")]
    Damaged,
    /// There is nothing in it.
    #[error("the advisory dump holds no advisory of a PyPI package; name OSV's dump of PyPI")]
    Empty,
    /// It is no archive that we read.
    #[error("the advisory archive cannot be read ({0})")]
    Archive(String),
}

#[derive(Serialize, Deserialize)]
struct Head {
    format: String,
    version: u32,
    snapshot: Date,
    records: usize,
}

impl Database {
    /// The database that comes with the program.
    ///
    /// # Panics
    ///
    /// If the one we packed ourselves is broken, which a test excludes.
    pub fn embedded() -> &'static Self {
        static DATABASE: LazyLock<Database> = LazyLock::new(|| {
            let database = Database::inflate(EMBEDDED);
            #[expect(clippy::expect_used, reason = "a test reads the whole of it")]
            database.expect("the embedded advisories are whole")
        });
        &DATABASE
    }

    /// Reads what [`Database::pack`] made.
    ///
    /// # Errors
    ///
    /// If it is something else, or a byte of it was lost or changed.
    pub fn unpack(bytes: &[u8]) -> Result<Self, DatabaseError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(DatabaseError::Foreign)?;
        let (sum, packed) = rest.split_at_checked(32).ok_or(DatabaseError::Damaged)?;
        if Sha256::digest(packed).as_slice() != sum {
            return Err(DatabaseError::Damaged);
        }
        Self::inflate(packed)
    }

    /// The bytes of a file that holds it, with a sum that shows every damage.
    pub fn pack(&self) -> Vec<u8> {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(self.text.as_bytes(), 6);
        [MAGIC, Sha256::digest(&packed).as_slice(), packed.as_slice()].concat()
    }

    /// A database of these advisories.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn new(mut advisories: Vec<Advisory>) -> Result<Self, DatabaseError> {
        advisories.sort_by(|one, other| (&one.package, &one.id).cmp(&(&other.package, &other.id)));
        advisories.dedup_by(|one, other| one.package == other.package && one.id == other.id);
        let snapshot = advisories
            .iter()
            .filter_map(|advisory| advisory.published)
            .max();
        let snapshot = snapshot.ok_or(DatabaseError::Empty)?;
        let head = Head {
            format: "assay-advisories".to_owned(),
            version: 1,
            snapshot,
            records: advisories.len(),
        };
        let mut text = serde_json::to_string(&head).map_err(|_| DatabaseError::Damaged)?;
        for advisory in &advisories {
            text.push('\n');
            text += &serde_json::to_string(advisory).map_err(|_| DatabaseError::Damaged)?;
        }
        Self::of(text)
    }

    fn inflate(packed: &[u8]) -> Result<Self, DatabaseError> {
        let bytes = decompress_to_vec_zlib_with_limit(packed, limits::DATABASE_BYTES)
            .map_err(|_| DatabaseError::Damaged)?;
        Self::of(String::from_utf8(bytes).map_err(|_| DatabaseError::Damaged)?)
    }

    fn of(text: String) -> Result<Self, DatabaseError> {
        let head = text.lines().next().ok_or(DatabaseError::Damaged)?;
        let head: Head = serde_json::from_str(head).map_err(|_| DatabaseError::Damaged)?;
        let mut lines = Vec::with_capacity(head.records);
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if at > 0
                && let Some(package) = package(line)
            {
                lines.push((at + package.start..at + package.end, at..at + line.len()));
            }
            at += line.len();
        }
        if lines.len() != head.records {
            return Err(DatabaseError::Damaged);
        }
        let name = |line: &(Range<usize>, Range<usize>)| text.get(line.0.clone());
        if !lines.is_sorted_by(|one, other| name(one) <= name(other)) {
            return Err(DatabaseError::Damaged);
        }
        Ok(Self {
            lines,
            snapshot: head.snapshot,
            text,
        })
    }

    /// How many advisories there are, withdrawn ones included.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The advisories about a package that still hold; its name in normal form.
    pub fn of_package(&self, name: &str) -> Vec<Advisory> {
        let text = |range: &Range<usize>| self.text.get(range.clone()).unwrap_or_default();
        let start = self
            .lines
            .partition_point(|(package, _)| text(package) < name);
        let rest = self.lines.get(start..).unwrap_or_default();
        rest.iter()
            .take_while(|(package, _)| text(package) == name)
            .filter_map(|(_, line)| serde_json::from_str::<Advisory>(text(line)).ok())
            .filter(Advisory::is_live)
            .collect()
    }

    /// Every advisory, withdrawn ones included, by package.
    pub fn all(&self) -> impl Iterator<Item = Advisory> + '_ {
        self.lines
            .iter()
            .filter_map(|(_, line)| serde_json::from_str(self.text.get(line.clone())?).ok())
    }

    /// How many days old it is.
    pub fn age(&self, today: Date) -> i64 {
        today.days_since(self.snapshot)
    }
}

fn package(line: &str) -> Option<Range<usize>> {
    const KEY: &str = "\"package\":\"";
    let start = line.find(KEY)? + KEY.len();
    let length = line.get(start..)?.find('"')?;
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_of_the_embedded_database_can_be_read() {
        let database = Database::embedded();
        assert_eq!(database.all().count(), database.len());
        assert!(database.len() > 7000);
        assert_eq!(database.snapshot.to_string(), "2026-07-23");
    }

    #[test]
    fn what_was_taken_back_is_never_told() {
        let withdrawn: Vec<Advisory> = Database::embedded()
            .all()
            .filter(|advisory| !advisory.is_live())
            .collect();
        assert!(!withdrawn.is_empty());
        for advisory in withdrawn {
            let told = Database::embedded().of_package(&advisory.package);
            assert!(told.iter().all(|other| other.id != advisory.id));
        }
    }

    #[test]
    fn a_damaged_database_is_refused() {
        let one = Advisory {
            id: "X-1".to_owned(),
            package: "x".to_owned(),
            published: "2026-01-01".parse().ok(),
            ..Advisory::default()
        };
        let packed = Database::new(vec![one]).unwrap().pack();
        assert_eq!(Database::unpack(&packed).unwrap().len(), 1);
        for at in 0..packed.len() {
            let mut broken = packed.clone();
            broken[at] ^= 1;
            assert!(Database::unpack(&broken).is_err(), "byte {at}");
            assert!(Database::unpack(&packed[..at]).is_err(), "cut at {at}");
        }
        assert!(Database::new(Vec::new()).is_err());
    }
}
