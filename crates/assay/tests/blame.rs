//! Owners by history: `assay plan --blame` in repositories that the test makes, hostile ones among them.
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
use std::process::Command;

use serde_json::Value;
use support::{FLAWED, code, err, out, project, run, write};

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args([
            "-c",
            "commit.gpgsign=false",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {told}");
}

fn commit(folder: &Path, author: &str) {
    git(folder, &["add", "-A"]);
    let author = format!("--author={author} <someone@example.org>");
    let own = [
        "-c",
        "user.name=Committer",
        "-c",
        "user.email=committer@example.org",
    ];
    let rest = ["commit", "-q", "-m", "a change", &author];
    git(folder, &[&own[..], &rest[..]].concat());
}

/// The owner of the task for the flaw, and where that is said.
fn owner(folder: &Path, arguments: &str) -> (String, String) {
    let told = run(
        folder,
        &format!("plan --format json --today 2026-11-20 {arguments}"),
    );
    assert_eq!(code(&told), 0, "{}", err(&told));
    let plan: Value = serde_json::from_str(&out(&told)).unwrap();
    let tasks = plan["tasks"].as_array().unwrap();
    let task = tasks.iter().find(|task| task["rule"] == "code-injection");
    let owner = &task.unwrap()["owner"];
    let text = |name: &str| owner[name].as_str().unwrap().to_owned();
    (text("name"), text("by"))
}

/// Ann writes the application, Bob the line with the flaw, and Eve something above it.
fn repository() -> tempfile::TempDir {
    let folder = project([("shop/app.py", FLAWED.replace("eval", "print").as_str())]);
    git(folder.path(), &["init", "-q", "-b", "main"]);
    commit(folder.path(), "Ann");
    write(folder.path(), "shop/app.py", FLAWED.as_bytes());
    commit(folder.path(), "Bob \u{1b}[31m=1+1");
    write(
        folder.path(),
        "shop/app.py",
        format!("import os\n{FLAWED}").as_bytes(),
    );
    commit(folder.path(), "Eve");
    folder
}

#[test]
fn who_wrote_the_line_last_owns_it_and_only_if_asked() {
    let folder = repository();
    assert_eq!(owner(folder.path(), ".").0, "");
    let (name, by) = owner(folder.path(), "--blame .");
    assert_eq!(name, "Bob \\u{1b}[31m=1+1");
    assert!(by.starts_with("git blame: commit "), "{by}");
    // A part of the repository, and a file of it.
    assert_eq!(owner(folder.path(), "--blame shop").0, name);
    assert_eq!(owner(folder.path(), "--blame shop/app.py").0, name);
}

#[test]
fn a_file_of_owners_counts_for_more_and_a_team_for_less() {
    let folder = repository();
    write(
        folder.path(),
        "assay.toml",
        b"[owners]\n\"*.py\" = \"team\"\n",
    );
    assert_eq!(owner(folder.path(), ".").0, "team");
    assert!(owner(folder.path(), "--blame .").0.starts_with("Bob"));
    write(folder.path(), "CODEOWNERS", b"*.py @wren\n");
    assert_eq!(owner(folder.path(), "--blame .").0, "@wren");
}

#[test]
fn lines_that_were_moved_keep_their_owner_and_new_ones_have_none() {
    let folder = repository();
    let moved = format!("import os\n# a remark\nimport re\n{FLAWED}");
    write(folder.path(), "shop/app.py", moved.as_bytes());
    assert!(owner(folder.path(), "--blame .").0.starts_with("Bob"));
    let own = moved.replace("eval(wanted)", "eval(wanted, {})");
    write(folder.path(), "shop/app.py", own.as_bytes());
    assert_eq!(owner(folder.path(), "--blame .").0, "");
}

#[test]
fn a_repository_starts_no_program() {
    let folder = repository();
    let path = folder.path();
    let trap = path.join("trap");
    let set = |name: &str, value: &str| git(path, &["config", name, value]);
    write(
        path,
        ".gitattributes",
        b"*.py diff=bad filter=bad working-tree-encoding=UTF-8\n",
    );
    let command = format!("touch {}; cat", trap.display());
    set("diff.bad.textconv", &command);
    set("diff.bad.command", &command);
    set("diff.external", &command);
    set("filter.bad.clean", &command);
    set("filter.bad.smudge", &command);
    set("filter.bad.process", &command);
    set("core.fsmonitor", &command);
    set("core.pager", &command);
    set("pager.blame", &command);
    // Where it is read, the answer is an error.
    set("blame.ignoreRevsFile", "shop/app.py");
    write(path, "hooks/post-index-change", b"#!/bin/sh\ntouch trap\n");
    set("core.hooksPath", "hooks");
    assert!(owner(path, "--blame .").0.starts_with("Bob"));
    assert!(!trap.exists(), "a program of the repository ran");
}

#[test]
fn without_a_history_it_is_told_what_is_missing() {
    let folder = project([("app.py", FLAWED)]);
    write(folder.path(), ".git", b"gitdir: nowhere\n");
    let told = run(folder.path(), "plan --blame .");
    assert_eq!(code(&told), 2);
    assert!(err(&told).contains("`--blame` needs `git` and a repository"));
    std::fs::remove_file(folder.path().join(".git")).unwrap();
    git(folder.path(), &["init", "-q", "-b", "main"]);
    let told = run(folder.path(), "plan --blame .");
    assert_eq!(code(&told), 2);
    assert!(err(&told).contains("has none yet"), "{}", err(&told));
}

#[test]
fn a_shallow_clone_blames_nobody_for_what_it_does_not_know() {
    let folder = repository();
    let from = format!("file://{}", folder.path().display());
    git(
        folder.path(),
        &["clone", "-q", "--depth", "1", &from, "copy"],
    );
    let told = run(&folder.path().join("copy"), "plan --blame .");
    assert!(err(&told).contains("shallow"), "{}", err(&told));
    assert_eq!(owner(&folder.path().join("copy"), "--blame .").0, "");
}
