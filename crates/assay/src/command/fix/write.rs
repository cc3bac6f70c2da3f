//! Writing repaired files: each in one piece, and only if it is still what was read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use assay_source::{Project, SourceFile};

use crate::output;

/// Writes all of these texts; nothing is written if one of the files changed meanwhile.
pub(super) fn all(project: &Project, texts: &BTreeMap<String, String>) -> Result<()> {
    let mut ready: Vec<(&SourceFile, &str)> = Vec::new();
    for (path, text) in texts {
        let Some(file) = project.file_at(path) else {
            bail!("{path} is not part of the project");
        };
        ensure_same(&project.root, file)?;
        ready.push((file, text));
    }
    for (file, text) in ready {
        write(&project.root, file, text)?;
    }
    Ok(())
}

/// Writes a file in one piece, in the form that it had: with its byte order mark, and only if it was plain UTF-8.
pub(super) fn write(root: &Path, file: &SourceFile, text: &str) -> Result<()> {
    let path = ensure_same(root, file)?;
    output::write(&path, |out| {
        out.write_all(mark(file).as_bytes())?;
        out.write_all(text.as_bytes())
    })
    .with_context(|| format!("{} was left as it is", file.path))
}

fn mark(file: &SourceFile) -> &'static str {
    if file.encoding.mark { "\u{feff}" } else { "" }
}

/// The place of a file on the disk, if it is a regular file in the project and still what was read.
fn ensure_same(root: &Path, file: &SourceFile) -> Result<PathBuf> {
    if file.encoding.lossy || file.encoding.name != "UTF-8" {
        bail!("{} is not UTF-8, and was left as it is", file.path);
    }
    let path = root.join(&*file.path);
    let metadata =
        fs::symlink_metadata(&path).with_context(|| format!("{} was left as it is", file.path))?;
    let real =
        fs::canonicalize(&path).with_context(|| format!("{} was left as it is", file.path))?;
    if !metadata.is_file() || !real.starts_with(root) {
        bail!("{} is a link, and was left as it is", file.path);
    }
    let bytes = fs::read(&path).with_context(|| format!("{} was left as it is", file.path))?;
    let wanted = mark(file).as_bytes();
    if bytes.strip_prefix(wanted) != Some(file.text.as_bytes()) {
        bail!(
            "{} changed since it was read; nothing was written, ask again",
            file.path
        );
    }
    Ok(path)
}
