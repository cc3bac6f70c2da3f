//! `assay scan --watch`: a child that is told of changes and interrupted, as a developer does.

#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, pipe};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use support::{BROKEN, FLAWED, SOUND, project, write};
use tempfile::TempDir;

/// Far longer than any review here takes; without a limit a lost event would hang the tests.
const PATIENCE: Duration = Duration::from_mins(2);

/// The program, watching.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn begin(folder: &Path) -> Self {
        // One pipe for both, so that what is told keeps its order.
        let (output, told) = pipe().unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(["scan", "--watch"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(told.try_clone().unwrap())
            .stderr(told)
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                drop(sender.send(line));
            }
        });
        Self { child, lines }
    }

    /// What is told until it waits for changes.
    fn told(&self) -> String {
        let mut told = String::new();
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("nothing more after:\n{told}");
            };
            if line.starts_with("Waiting for changes") {
                return told;
            }
            told += &line;
            told.push('\n');
        }
    }

    /// Ends it as Ctrl-C does; its exit code.
    fn end(mut self) -> Option<i32> {
        let number = self.child.id().to_string();
        let kill = Command::new("sh")
            .args(["-c", &format!("kill -INT {number}")])
            .status();
        assert!(kill.unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        drop(self.child.kill());
    }
}

fn shop() -> TempDir {
    project([
        ("app.py", FLAWED),
        ("lib/__init__.py", ""),
        (".gitignore", "ignored/\n"),
        ("ignored/a.py", FLAWED),
    ])
}

#[test]
fn a_change_tells_what_is_new_and_what_was_repaired() {
    let folder = shop();
    let watching = Watching::begin(folder.path());
    let first = watching.told();
    assert!(first.contains("code-injection"), "{first}");

    write(folder.path(), "app.py", SOUND.as_bytes());
    let second = watching.told();
    assert!(second.contains("review 2"), "{second}");
    assert!(second.contains("Repaired: app.py:9:"), "{second}");
    assert!(second.contains(", 1 repaired"), "{second}");

    // In a folder that was not there.
    write(folder.path(), "lib/new/views.py", FLAWED.as_bytes());
    let third = watching.told();
    assert!(
        third.contains("lib/new/views.py:9") && third.contains("0 repaired"),
        "{third}"
    );
    assert_eq!(watching.end(), Some(1));
}

#[test]
fn what_is_ignored_or_unchanged_wakes_nobody() {
    let folder = shop();
    let watching = Watching::begin(folder.path());
    watching.told();
    write(folder.path(), "ignored/b.py", FLAWED.as_bytes());
    write(folder.path(), "app.py", FLAWED.as_bytes());
    write(folder.path(), "node_modules/x/y.py", FLAWED.as_bytes());
    write(folder.path(), "lib/more.py", SOUND.as_bytes());
    // The only review is the one for the last of them.
    let second = watching.told();
    assert!(second.contains("review 2"), "{second}");
    assert!(second.contains("0 new, 0 repaired"), "{second}");
    watching.end();
}

#[test]
fn broken_and_vanished_files_and_bursts_are_survived() {
    let folder = shop();
    let watching = Watching::begin(folder.path());
    watching.told();
    write(folder.path(), "app.py", BROKEN.as_bytes());
    let second = watching.told();
    assert!(
        second.contains("1 repaired") && second.contains("problem"),
        "{second}"
    );
    fs::remove_file(folder.path().join("app.py")).unwrap();
    fs::remove_dir_all(folder.path().join("lib")).unwrap();
    // A slow machine may see the removals one by one.
    while !watching.told().contains("no Python files") {}
    for number in 0..300 {
        write(
            folder.path(),
            &format!("many/a{number}.py"),
            SOUND.as_bytes(),
        );
    }
    write(folder.path(), "many/last.py", FLAWED.as_bytes());
    // A slow machine may see the burst in parts; in the end all of it is there.
    let mut told = watching.told();
    while !told.contains("many/last.py:9") {
        told = watching.told();
    }
    assert_eq!(watching.end(), Some(1));
}

#[test]
fn it_ends_with_the_code_of_the_last_review() {
    let folder = project([("app.py", SOUND)]);
    let watching = Watching::begin(folder.path());
    watching.told();
    assert_eq!(watching.end(), Some(0));
}
