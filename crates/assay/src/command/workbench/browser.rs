//! Opens a browser. The address holds a key, and what stands on a command line can be read by every user of the
//! machine: so the browser is given a file that only its user may read, and which leads there.

use std::io::{IsTerminal as _, Write as _, stdout};
use std::process::{Command, Stdio};

use tempfile::NamedTempFile;

/// Opens the address if somebody sits at a terminal; the file that leads there goes when this is dropped.
pub(super) fn open(address: &str) -> Option<NamedTempFile> {
    if !stdout().is_terminal() {
        return None;
    }
    let mut file = tempfile::Builder::new()
        .prefix("assay-")
        .suffix(".html")
        .tempfile()
        .ok()?;
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <meta http-equiv=\"refresh\" content=\"0;url={address}\"><title>Assay</title>\
         <p><a href=\"{address}\">To the review</a>\n"
    );
    file.write_all(page.as_bytes())
        .and_then(|()| file.flush())
        .ok()?;
    let (program, first): (&str, &[&str]) = if cfg!(windows) {
        ("explorer", &[])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(first)
        .arg(file.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    // Without a browser there is still the printed address.
    started.ok().map(|_| file)
}
