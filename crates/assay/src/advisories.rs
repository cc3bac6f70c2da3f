//! Which advisories are used: those that the user names, a newer set in the user's cache, or those that come along.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use assay_deps::{Database, advisory};

use crate::output;

/// The file in the cache.
const FILE: &str = "advisories.db";

/// Files of a folder that are read at most.
const FILES: usize = 200_000;

/// The advisories to use; `None` for those that come with the program.
pub(crate) fn choose(named: Option<&Path>) -> Result<Option<Arc<Database>>> {
    if let Some(path) = named {
        return read(path)
            .with_context(|| format!("the advisories in {} cannot be used", path.display()))
            .map(|database| Some(Arc::new(database)));
    }
    // A cache that is damaged or old is no reason to stop: what came along is whole.
    let cached = cache().and_then(|path| fs::read(path).ok());
    let cached = cached.and_then(|bytes| Database::unpack(&bytes).ok());
    Ok(cached
        .filter(|cached| cached.snapshot > Database::embedded().snapshot)
        .map(Arc::new))
}

/// Reads an OSV dump (a folder of JSON files, or an archive), or a file that `assay advisories update` wrote.
fn read(path: &Path) -> Result<Database> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        let mut texts = Vec::new();
        let mut folders = vec![path.to_owned()];
        while let Some(folder) = folders.pop() {
            let mut entries: Vec<PathBuf> = fs::read_dir(&folder)?
                .flatten()
                .map(|entry| entry.path())
                .collect();
            entries.sort();
            for entry in entries {
                let kind = fs::symlink_metadata(&entry)?;
                if kind.is_dir() {
                    folders.push(entry);
                } else if kind.is_file() && entry.extension().is_some_and(|suffix| suffix == "json")
                {
                    texts.push((
                        entry.display().to_string(),
                        fs::read_to_string(&entry).unwrap_or_default(),
                    ));
                }
                if texts.len() > FILES {
                    bail!("there are more than {FILES} files");
                }
            }
        }
        let (database, skipped) = advisory::from_dump(texts)?;
        tell(&skipped);
        return Ok(database);
    }
    if !metadata.is_file() {
        bail!("it is neither a file nor a folder");
    }
    let bytes = fs::read(path)?;
    if bytes.starts_with(b"PK") {
        let (database, skipped) = advisory::from_zip(&bytes)?;
        tell(&skipped);
        return Ok(database);
    }
    if let Ok(text) = std::str::from_utf8(&bytes)
        && text.trim_start().starts_with('{')
    {
        return Ok(advisory::from_dump([(path.display().to_string(), text)])?.0);
    }
    Ok(Database::unpack(&bytes)?)
}

pub(crate) fn tell(skipped: &advisory::Skipped) {
    if let Some(first) = &skipped.first {
        output::note(&format!(
            "{} advisories could not be read, such as {first}",
            skipped.files
        ));
    }
}

/// Where the cache stands, if the system says so.
pub(crate) fn cache() -> Option<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let folder = set("ASSAY_CACHE").or_else(|| {
        let base = set("XDG_CACHE_HOME")
            .or_else(|| set("LOCALAPPDATA"))
            .or_else(|| set("HOME").map(|home| home.join(".cache")))?;
        Some(base.join("assay"))
    })?;
    Some(folder.join(FILE))
}
