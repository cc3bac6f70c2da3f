//! The baseline of a project: where it stands, how it is read, and how it is written in one piece.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use assay_finding::baseline::Baseline;

use crate::knowledge::FOLDER;
use crate::output;

/// The name of the file, in the project's own folder.
pub(crate) const NAME: &str = "baseline.toml";

/// No baseline is as large as this.
const BYTES: u64 = 64 * 1024 * 1024;

/// A baseline, and where it stands.
pub(crate) struct Accepted {
    /// As reports call it.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// `None` if there is no file yet.
    pub(crate) baseline: Option<Baseline>,
}

impl Accepted {
    /// That of a project, or the file that was named.
    ///
    /// # Errors
    /// If it is there and cannot be used: what it accepts would be told as new, or be lost.
    pub(crate) fn of(root: &Path, named: Option<&Path>) -> Result<Self> {
        let (path, name) = match named {
            Some(path) => (path.to_owned(), path.display().to_string()),
            None => (root.join(FOLDER).join(NAME), format!("{FOLDER}/{NAME}")),
        };
        // A link could lead anywhere, and is not followed; discovery tells of it.
        if named.is_none() && is_link(&root.join(FOLDER)) {
            return Ok(Self {
                name,
                path,
                baseline: None,
            });
        }
        let size = match fs::symlink_metadata(&path) {
            Ok(facts) if facts.is_file() => facts.len(),
            Ok(_) => {
                bail!("{name} is no file but a link or a folder; remove it, or use `--no-baseline`")
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self {
                    name,
                    path,
                    baseline: None,
                });
            }
            Err(error) => return Err(error).with_context(|| format!("could not read {name}")),
        };
        if size > BYTES {
            bail!("{name} is too large for a baseline");
        }
        let text = fs::read_to_string(&path).with_context(|| format!("could not read {name}"))?;
        let baseline = Baseline::parse(&text)
            .with_context(|| format!("{name} cannot be used; `--no-baseline` goes on without"))?;
        Ok(Self {
            name,
            path,
            baseline: Some(baseline),
        })
    }

    /// Writes a baseline in its place, whole or not at all.
    pub(crate) fn write(&self, baseline: &Baseline) -> Result<()> {
        let folder = output::folder_of(&self.path);
        if is_link(&folder) {
            bail!(
                "{} is a link, and nothing is written behind it; name another file with `--baseline`",
                folder.display()
            );
        }
        fs::create_dir_all(&folder)
            .with_context(|| format!("could not make the folder {}", folder.display()))?;
        let text = baseline.text();
        output::write(&self.path, |out| out.write_all(text.as_bytes()))
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|facts| facts.file_type().is_symlink())
}
