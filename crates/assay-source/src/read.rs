//! Opening and reading files: only regular ones, only up to a limit.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::{Error, limits};

/// What became of an attempt to read a file.
#[derive(Debug)]
pub(crate) enum Content {
    /// All of it.
    Bytes(Vec<u8>),
    /// Larger than the limit.
    TooLarge,
    /// A link, named pipe, socket, device or folder.
    NotAFile,
}

/// Reads a regular file, without following a link in its last part.
///
/// Opening a named pipe waits for somebody to write to it, and opening a device can do anything,
/// so the type is looked at first and again on what was opened.
pub(crate) fn read_file(path: &Path, limit: u64) -> io::Result<Content> {
    if !fs::symlink_metadata(path)?.file_type().is_file() {
        return Ok(Content::NotAFile);
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Ok(Content::NotAFile);
    }
    if metadata.len() > limit {
        return Ok(Content::TooLarge);
    }
    read_limited(file, metadata.len(), limit)
}

/// Reads to the end, or finds that there is more than `limit`: a file can grow after its size was asked for.
fn read_limited(reader: impl Read, size: u64, limit: u64) -> io::Result<Content> {
    let mut bytes = Vec::with_capacity(
        usize::try_from(size.min(limit))
            .unwrap_or(0)
            .saturating_add(1),
    );
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        Ok(Content::TooLarge)
    } else {
        Ok(Content::Bytes(bytes))
    }
}

/// Reads a configuration file, baseline or the like that the user named. Links are followed.
///
/// # Errors
///
/// When there is no such file, it is not a regular file, it is too large, or it is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Error> {
    let limit = limits::CONFIGURATION_BYTES;
    let content = fs::canonicalize(path)
        .and_then(|path| read_file(&path, limit))
        .map_err(|error| io_error(path, error))?;
    match content {
        Content::Bytes(bytes) => {
            let text = String::from_utf8(bytes).map_err(|_| Error::NotText {
                path: path.to_owned(),
            })?;
            Ok(text
                .strip_prefix('\u{feff}')
                .map(str::to_owned)
                .unwrap_or(text))
        }
        Content::TooLarge => Err(Error::TooLarge {
            path: path.to_owned(),
            limit,
        }),
        Content::NotAFile => Err(Error::NotAFile {
            path: path.to_owned(),
        }),
    }
}

/// What an error of the system means for the path that the user named.
pub(crate) fn io_error(path: &Path, source: io::Error) -> Error {
    let path = path.to_owned();
    if source.kind() == io::ErrorKind::NotFound {
        Error::Missing { path }
    } else {
        Error::Unreadable { path, source }
    }
}
