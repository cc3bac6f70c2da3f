//! Writing: to standard output, to a file in one piece, and complaints to standard error.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use assay_source::printable;

/// Writes what `render` makes to a file, or to standard output if the path is `-`.
///
/// The text is complete before anything is written, and a file appears under its name in one piece:
/// who reads it never sees half of it, and if it cannot be written, what was there stays.
pub(crate) fn write(
    path: &Path,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let mut bytes = Vec::new();
    render(&mut bytes).context("could not write the review")?;
    if is_standard(path) {
        return to_standard_output(&bytes);
    }
    to_file(path, &bytes).with_context(|| format!("could not write to {}", path.display()))
}

/// True if the path means standard output.
pub(crate) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Says early that a file cannot be written, before a long review is done for nothing.
pub(crate) fn ensure_writable(path: &Path) -> Result<()> {
    if is_standard(path) {
        return Ok(());
    }
    if path.is_dir() {
        bail!(
            "could not write to {}: it is a folder; name a file in it",
            path.display()
        );
    }
    let folder = folder_of(path);
    if !folder.is_dir() {
        bail!(
            "could not write to {}: there is no folder {}; make it first",
            path.display(),
            folder.display()
        );
    }
    Ok(())
}

/// Says what went wrong; if nobody listens, that is not worth failing for.
pub(crate) fn complain(message: &str) {
    let message = message
        .lines()
        .map(printable)
        .collect::<Vec<_>>()
        .join("\n");
    drop(writeln!(io::stderr().lock(), "error: {message}"));
}

/// Says something that is worth knowing and no error.
pub(crate) fn note(message: &str) {
    drop(writeln!(
        io::stderr().lock(),
        "note: {}",
        printable(message)
    ));
}

/// Says something on standard output at once, so that who reads it behind a pipe does not wait.
#[cfg(feature = "web")]
pub(crate) fn say(text: &str) -> Result<()> {
    to_standard_output(text.as_bytes())
}

/// A reader that has seen enough, as in `assay scan | head`, is no error.
fn to_standard_output(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.context("could not write to standard output"),
    }
}

fn to_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = match fs::metadata(path) {
        // A device or a pipe is written to; putting a file in its place would remove it.
        Ok(metadata) if !metadata.is_file() => {
            return match fs::OpenOptions::new()
                .write(true)
                .open(path)?
                .write_all(bytes)
            {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                result => result,
            };
        }
        // The file behind a link is replaced, not the link.
        Ok(_) => fs::canonicalize(path)?,
        Err(_) => path.to_owned(),
    };
    let (temporary, file) = temporary_beside(&path)?;
    // Who may read and run a file stays as it was.
    let kept = fs::metadata(&path).map(|metadata| metadata.permissions());
    let written = write_through(file, bytes)
        .and_then(|()| kept.map_or(Ok(()), |kept| fs::set_permissions(&temporary, kept)))
        .and_then(|()| fs::rename(&temporary, &path));
    if written.is_err() {
        // The first error is the one to tell.
        drop(fs::remove_file(&temporary));
    }
    written
}

fn write_through(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// A new file in the same folder, because a rename works only within one file system.
fn temporary_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
    let mut attempt = 0_u32;
    loop {
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}-{attempt}.tmp", std::process::id()));
        let temporary = path.with_file_name(hidden);
        match File::create_new(&temporary) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            result => return result.map(|file| (temporary, file)),
        }
    }
}

/// The folder that holds a path.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
