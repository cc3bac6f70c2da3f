//! Hostile projects end in problems, never in a crash, a hang or a lie.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use std::fmt::Write;
use std::fs;

use support::{FLAWED, SOUND, assay, code, err, out, problem_kinds, project, review, write};

/// A sound application beside something hostile: the review is done, says what is wrong, and is no all-clear.
fn check(path: &str, bytes: &[u8], expected: &str) {
    let folder = project([("app.py", SOUND)]);
    write(folder.path(), path, bytes);
    let (code, review) = review(folder.path(), "");
    assert!(
        problem_kinds(&review).contains(&expected.to_owned()),
        "{path}: {}",
        review["coverage"]
    );
    assert_eq!(
        (code, &review["verdict"]),
        (3, &"incomplete".into()),
        "{path}"
    );
}

#[test]
fn a_binary_file_with_a_name_of_python_is_a_problem() {
    check(
        "data.py",
        b"\x7fELF\0\0\0\x01\0\0\0\0\xff\xfe\0\0",
        "binary",
    );
}

#[test]
fn bytes_that_are_no_text_are_a_problem() {
    check("latin.py", b"name = '\xe9\xff'\n", "encoding");
}

#[test]
fn a_file_of_fifty_megabytes_is_a_problem() {
    check(
        "large.py",
        &b"a = 1  # and so on\n".repeat(2_800_000),
        "too-large",
    );
}

#[test]
fn deep_nesting_is_a_problem() {
    check(
        "brackets.py",
        ("x = ".to_owned() + &"[".repeat(100_000) + &"]".repeat(100_000)).as_bytes(),
        "too-deep",
    );
    let mut blocks = String::new();
    for depth in 0..3000 {
        writeln!(blocks, "{}if a:", " ".repeat(depth)).unwrap();
    }
    writeln!(blocks, "{}b()", " ".repeat(3000)).unwrap();
    check("blocks.py", blocks.as_bytes(), "too-deep");
}

#[test]
fn a_literal_of_a_million_lines_is_reviewed() {
    let table = "TABLE = [\n".to_owned() + &"    1,\n".repeat(1_000_000) + "]\n";
    let folder = project([("app.py", FLAWED), ("table.py", &table)]);
    let (code, review) = review(folder.path(), "");
    assert_eq!((code, &review["counts"]["total"]), (1, &1.into()));
    assert!(review["coverage"]["lines"].as_u64().unwrap() > 1_000_000);
}

#[test]
fn names_and_texts_cannot_command_the_terminal() {
    let folder = project([("app.py", SOUND)]);
    let evil = FLAWED.replace("wanted = ", "wanted = '\u{1b}[2J\u{202e}' + ");
    write(
        folder.path(),
        "evil\u{1b}]0;x\u{7}\u{202e}\n.py",
        evil.as_bytes(),
    );
    for format in ["terminal", "json", "sarif"] {
        let output = assay(folder.path())
            .args(["scan", "--format", format])
            .output()
            .unwrap();
        assert_eq!(code(&output), 1, "{}", err(&output));
        assert!(
            !out(&output).contains(['\u{1b}', '\u{7}', '\u{202e}']),
            "{format}"
        );
    }
    let output = assay(folder.path())
        .args(["scan", "\u{1b}[2Jmissing"])
        .output()
        .unwrap();
    assert!(!err(&output).contains('\u{1b}'), "{:?}", err(&output));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_named_pipe_is_a_problem_and_nobody_waits_for_it() {
        let folder = project([("app.py", SOUND)]);
        let made = std::process::Command::new("mkfifo")
            .arg(folder.path().join("pipe.py"))
            .status();
        if !made.is_ok_and(|status| status.success()) {
            return;
        }
        let (code, review) = review(folder.path(), "");
        assert_eq!(
            (code, problem_kinds(&review)),
            (3, vec!["not-a-file".to_owned()])
        );
    }

    #[test]
    fn links_in_a_circle_end() {
        let folder = project([("app.py", SOUND), ("a/b.py", SOUND)]);
        symlink(folder.path(), folder.path().join("a/up")).unwrap();
        symlink("two.py", folder.path().join("one.py")).unwrap();
        symlink("one.py", folder.path().join("two.py")).unwrap();
        let (code, review) = review(folder.path(), "");
        assert_eq!(
            (code, &review["coverage"]["files"]["python"]),
            (0, &2.into())
        );
        assert!(!review["coverage"]["skipped"].as_array().unwrap().is_empty());
    }

    #[test]
    fn a_link_out_of_the_project_is_not_followed_and_said() {
        let outside = project([("secret.py", FLAWED)]);
        let folder = project([("app.py", SOUND)]);
        symlink(outside.path(), folder.path().join("lib")).unwrap();
        let (code, review) = review(folder.path(), "");
        assert_eq!(
            (code, &review["coverage"]["files"]["python"]),
            (3, &1.into())
        );
        assert_eq!(review["coverage"]["skipped"][0]["reason"], "link-outside");
    }

    #[test]
    fn rules_behind_a_link_are_not_read() {
        let outside = project([("rules/injection/broken/rule.md", "secret text\n")]);
        let folder = project([("app.py", SOUND)]);
        symlink(outside.path(), folder.path().join(".assay")).unwrap();
        let (code, review) = review(folder.path(), "");
        assert_eq!(
            (code, &review["coverage"]["from_project"]),
            (3, &serde_json::json!([]))
        );
    }

    #[test]
    fn an_unreadable_file_is_a_problem() {
        let folder = project([("app.py", SOUND), ("locked.py", SOUND)]);
        let locked = folder.path().join("locked.py");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
        // Root reads everything.
        if fs::read(&locked).is_ok() {
            return;
        }
        let (code, review) = review(folder.path(), "");
        assert_eq!(
            (code, problem_kinds(&review)),
            (3, vec!["unreadable".to_owned()])
        );
    }

    #[test]
    fn a_name_that_is_no_text_is_reviewed() {
        let folder = project([("app.py", SOUND)]);
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.py");
        // Not every file system allows it.
        if fs::write(folder.path().join(name), FLAWED).is_err() {
            return;
        }
        let (code, review) = review(folder.path(), "");
        assert_eq!((code, &review["counts"]["total"]), (1, &1.into()));
    }
}
