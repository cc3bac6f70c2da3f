//! Documents that Assay wrote before: read back, and refused if they are something else.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;

/// A kind of document.
pub(crate) struct Document {
    /// What it is, for messages: `plan`.
    pub(crate) what: &'static str,
    /// The command that writes one.
    pub(crate) made_by: &'static str,
    /// Its format and version.
    pub(crate) header: (&'static str, u32),
    /// None is larger than this.
    pub(crate) bytes: u64,
}

impl Document {
    /// Reads one; `header` tells the format and version that stand in it.
    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        path: &Path,
        header: impl Fn(&T) -> (&str, u32),
    ) -> Result<T> {
        let (what, made_by) = (self.what, self.made_by);
        let size = fs::metadata(path)
            .with_context(|| {
                format!(
                    "could not read {}; write one with `{made_by}`",
                    path.display()
                )
            })?
            .len();
        if size > self.bytes {
            bail!("{} is too large to be a {what}", path.display());
        }
        let text = fs::read_to_string(path)
            .with_context(|| format!("could not read {}", path.display()))?;
        let document: T = serde_json::from_str(&text).with_context(|| {
            format!(
                "{} is no {what}; write one with `{made_by}`",
                path.display()
            )
        })?;
        if header(&document) != self.header {
            bail!(
                "{} is no {what} of this version of Assay; write one with `{made_by}`",
                path.display()
            );
        }
        Ok(document)
    }
}
