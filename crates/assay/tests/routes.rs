//! `assay routes --diff`: what a change adds, against a git revision.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use std::path::Path;

use support::{SOUND, err, out, project, run, write};

/// A view that everybody may post to.
const ADDED: &str = "\n\n@app.post(\"/orders\")\ndef order():\n    return \"done\"\n";

/// Runs git in a folder; false if there is no such program.
fn git(folder: &Path, arguments: &[&str]) -> bool {
    let mut command = std::process::Command::new("git");
    command
        .args(["-c", "user.name=Wren", "-c", "user.email=wren@example.org"])
        .args(arguments)
        .current_dir(folder);
    command.output().is_ok_and(|result| result.status.success())
}

#[test]
fn a_revision_is_what_a_change_is_compared_with() {
    let folder = project([("app.py", SOUND)]);
    let made = git(folder.path(), &["init", "--quiet"])
        && git(folder.path(), &["add", "."])
        && git(folder.path(), &["commit", "--quiet", "--message", "first"]);
    if !made {
        return;
    }
    write(
        folder.path(),
        "app.py",
        format!("{SOUND}{ADDED}").as_bytes(),
    );
    let result = run(folder.path(), "routes --diff HEAD");
    let text = out(&result);
    assert!(text.contains("one") && text.contains("POST"), "{text}");
    assert!(text.contains("+ POST /orders"), "{text}");
    assert!(!text.contains("/sum"), "{text}");
}

#[test]
fn what_is_no_revision_is_told() {
    let folder = project([("app.py", SOUND)]);
    let result = run(folder.path(), "routes --diff no-such-thing");
    assert_eq!(result.status.code(), Some(2));
    assert!(
        err(&result).contains("no-such-thing") || err(&result).contains("git"),
        "{}",
        err(&result)
    );
}
