//! What a change brings: reviews of real git histories with moves, renames, copies, merges and causes far from the line.
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
use support::{code, err, out, project, review, run, write};
use tempfile::TempDir;

/// A repository in which nothing of the tester's own configuration counts.
struct Repository {
    folder: TempDir,
}

impl Repository {
    fn new(files: &[(&str, &str)]) -> Self {
        let own = Self {
            folder: project(files.iter().copied()),
        };
        own.git("init -q -b main");
        own.commit("the first");
        own
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, arguments: &str) -> String {
        let output = self.try_git(arguments);
        assert!(
            output.status.success(),
            "git {arguments}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn try_git(&self, arguments: &str) -> std::process::Output {
        Command::new("git")
            .args([
                "-c",
                "user.name=Ann",
                "-c",
                "user.email=ann@example.org",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(arguments.split(' '))
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .output()
            .unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        write(self.path(), path, text.as_bytes());
    }

    fn commit(&self, message: &str) {
        self.git("add -A");
        self.git(&format!("commit -q -m {}", message.replace(' ', "-")));
    }

    /// New findings as `rule path:line`, the number repaired and the exit code.
    fn diff(&self, base: &str) -> (Vec<String>, usize, i32) {
        let (code, review) = review(self.path(), &format!("--diff {base} ."));
        (
            told(&review),
            review["change"]["repaired"].as_array().unwrap().len(),
            code,
        )
    }
}

fn told(review: &Value) -> Vec<String> {
    let findings = review["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            let place = &finding["place"];
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            format!(
                "{} {}:{}",
                text(&finding["rule"]),
                text(&place["path"]),
                place["start"]["line"]
            )
        })
        .collect()
}

const SUM: &str = "\
from flask import Flask, request

app = Flask(__name__)


@app.get(\"/sum\")
def total():
    wanted = request.args[\"q\"]
    eval(wanted + \" + the_same_for_everybody\")
    return \"done\"
";

const CLEAN: &str = "\
def shown(text):
    return text.upper()
";

#[test]
fn a_change_that_touches_nothing_brings_nothing() {
    let repository = Repository::new(&[("app.py", SUM)]);
    repository.write("notes.txt", "more\n");
    assert_eq!(repository.diff("HEAD"), (vec![], 0, 0));
    let text = out(&run(repository.path(), "scan --diff HEAD ."));
    assert!(
        text.contains("since HEAD: 0 new, 0 repaired, 1 known"),
        "{text}"
    );
}

#[test]
fn moved_and_renamed_code_is_known_and_a_copy_is_new() {
    let repository = Repository::new(&[("app.py", SUM), ("shown.py", CLEAN)]);
    repository.write(
        "app.py",
        &SUM.replace("app = ", "# a line\n# another\napp = "),
    );
    assert_eq!(repository.diff("HEAD"), (vec![], 0, 0), "moved lines");
    repository.git("mv app.py start.py");
    assert_eq!(repository.diff("HEAD"), (vec![], 0, 0), "a renamed file");
    repository.commit("renamed");
    repository.write("start.py", &SUM.replace("def total", "def amount"));
    assert_eq!(
        repository.diff("HEAD"),
        (vec![], 0, 0),
        "a renamed function"
    );
    repository.write("start.py", SUM);
    repository.write("pages/start.py", SUM);
    repository.git("rm -q -f start.py");
    assert_eq!(
        repository.diff("HEAD"),
        (vec![], 0, 0),
        "a file in a new folder"
    );
    repository.write("copy.py", SUM);
    let (new, repaired, code) = repository.diff("HEAD");
    assert_eq!(
        (new.as_slice(), repaired, code),
        (&["code-injection copy.py:9".to_owned()][..], 0, 1)
    );
    let second = SUM.replace("@app.get", "@app.get(\"/again\")\ndef again():\n    wanted = request.args[\"q\"]\n    eval(wanted + \" + the_same_for_everybody\")\n    return \"done\"\n\n\n@app.get");
    repository.write("copy.py", CLEAN);
    repository.write("pages/start.py", &second);
    let (new, repaired, _) = repository.diff("HEAD");
    assert_eq!(
        (new.len(), repaired),
        (1, 0),
        "a copy in the same file: {new:?}"
    );
}

#[test]
fn a_cause_far_from_the_line_makes_a_finding_new_and_its_repair_is_told() {
    let view = "\
from flask import Flask, request
from helper import checked

app = Flask(__name__)


@app.get(\"/sum\")
def total():
    eval(checked(request.args[\"q\"]))
    return \"done\"
";
    let sound = "def checked(text):\n    return str(int(text))\n";
    let flawed = "def checked(text):\n    return text\n";
    let repository = Repository::new(&[("app.py", view), ("helper.py", sound)]);
    repository.write("helper.py", flawed);
    assert_eq!(
        repository.diff("HEAD"),
        (vec!["code-injection app.py:9".to_owned()], 0, 1)
    );
    repository.commit("worse");
    repository.write("helper.py", sound);
    assert_eq!(repository.diff("HEAD"), (vec![], 1, 0));
    let text = out(&run(
        repository.path(),
        "scan --diff HEAD --format markdown .",
    ));
    assert!(
        text.contains("repaired: app\\.py:9: code-injection")
            || text.contains("repaired: app.py:9: code"),
        "{text}"
    );
}

#[test]
fn three_dots_begin_where_the_branch_did_and_merges_are_fine() {
    let repository = Repository::new(&[("app.py", SUM), ("shown.py", CLEAN)]);
    repository.git("checkout -q -b feature");
    repository.write("extra.py", &SUM.replace("/sum", "/extra"));
    repository.write("shown.py", "def shown(text):\n    return text.lower()\n");
    repository.commit("a feature");
    repository.git("checkout -q main");
    repository.write("app.py", CLEAN);
    repository.write("shown.py", "def shown(text):\n    return text.title()\n");
    repository.commit("a repair");
    repository.git("checkout -q feature");
    // Against the tip of main, what main repaired looks new; from where the branch began it does not.
    let new = |base: &str| repository.diff(base).0;
    assert_eq!(
        new("main"),
        ["code-injection app.py:9", "code-injection extra.py:9"]
    );
    assert_eq!(new("main..."), ["code-injection extra.py:9"]);
    assert_eq!(new("main...feature"), ["code-injection extra.py:9"]);
    repository.git("checkout -q main");
    assert!(
        !repository.try_git("merge -q feature").status.success(),
        "both changed one line"
    );
    repository.write(
        "shown.py",
        "def shown(text):\n    return text.lower().title()\n",
    );
    repository.commit("merged");
    assert_eq!(
        repository.diff("HEAD^1"),
        (vec!["code-injection extra.py:9".to_owned()], 0, 1)
    );
    assert_eq!(repository.diff("HEAD^2"), (vec![], 1, 0));
    assert_eq!(
        repository.diff("HEAD~1..HEAD").0,
        ["code-injection extra.py:9"]
    );
}

#[test]
fn a_folder_may_be_the_earlier_version_and_a_file_in_a_folder_the_project() {
    let repository = Repository::new(&[("site/app.py", SUM), ("old/app.py", CLEAN)]);
    let (code, diff) = review(repository.path(), "--diff ./old site");
    assert_eq!((told(&diff).len(), code), (1, 1));
    let (code, diff) = review(repository.path(), "--diff HEAD site");
    assert_eq!((told(&diff).len(), code), (0, 0));
    let (code, diff) = review(repository.path(), "--diff HEAD site/app.py");
    assert_eq!((told(&diff).len(), code), (0, 0));
    let (code, whole) = review(
        repository.path(),
        "--new-since ./old site --new-only --fail-on high",
    );
    assert_eq!((told(&whole).len(), code), (1, 1));
    assert_eq!(whole["change"]["only_new"], false);
}

#[test]
fn only_what_is_newly_suppressed_is_told_of_suppressions() {
    let ignored = |reason: &str| {
        SUM.replace(
            "_everybody\")",
            &format!("_everybody\")  # assay: ignore[code-injection] {reason}"),
        )
    };
    let repository = Repository::new(&[("old.py", &ignored("a calculator")), ("app.py", SUM)]);
    repository.write("app.py", &ignored("ours"));
    repository.write("more.py", &ignored("another"));
    let suppressed = |arguments: &str| -> Vec<String> {
        let (_, review) = review(repository.path(), arguments);
        let suppressed = review["suppressed"].as_array().unwrap();
        let path = |one: &Value| one["finding"]["place"]["path"].as_str().unwrap().to_owned();
        assert_eq!(review["suppressions"]["counts"]["assay"], suppressed.len());
        suppressed.iter().map(path).collect()
    };
    assert_eq!(suppressed("."), ["app.py", "more.py", "old.py"]);
    assert_eq!(
        suppressed("--new-since HEAD ."),
        ["app.py", "more.py", "old.py"]
    );
    assert_eq!(suppressed("--diff HEAD ."), ["app.py", "more.py"]);
    repository.write("app.py", SUM);
    repository.write("more.py", SUM);
    assert_eq!(
        code(&run(repository.path(), "baseline --reason known .")),
        0
    );
    repository.commit("accepted");
    let (_, diff) = review(repository.path(), "--diff HEAD .");
    assert_eq!(diff["suppressed"].as_array().unwrap().len(), 0);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let repository = Repository::new(&[("app.py", SUM)]);
    for (base, expected) in [
        ("nowhere", "`nowhere` is neither a folder nor a revision"),
        ("--upload-pack=x", "value"),
        ("main...nowhere", "`nowhere` is neither"),
    ] {
        let output = run(repository.path(), &format!("scan --diff {base} ."));
        assert_eq!(code(&output), 2, "{base}");
        assert!(err(&output).contains(expected), "{base}: {}", err(&output));
    }
    repository.git("checkout -q --orphan other");
    repository.commit("no history");
    let output = run(repository.path(), "scan --diff main... .");
    assert!(
        err(&output).contains("no common history"),
        "{}",
        err(&output)
    );
}

#[test]
fn what_is_left_out_is_left_out_on_both_sides() {
    let repository = Repository::new(&[
        ("app.py", SUM),
        ("vendor_code/app.py", SUM),
        ("assay.toml", "exclude = ['vendor_code/']\n"),
    ]);
    repository.write(".gitignore", "app.py\n");
    repository.write("other.py", CLEAN);
    // Ignored on one side only, so it is gone there: nothing is new.
    assert_eq!(repository.diff("HEAD"), (vec![], 1, 0));
}

#[test]
fn a_hook_in_a_worktree_finds_the_repository() {
    let repository = Repository::new(&[("app.py", SUM)]);
    repository.git("worktree add -q beside");
    let beside = repository.path().join("beside");
    write(&beside, "copy.py", SUM.as_bytes());
    let output = support::assay(&beside)
        .args(["scan", "--diff", "HEAD", "--format", "json", "."])
        .env("GIT_DIR", ".git")
        .env("GIT_INDEX_FILE", ".git/index")
        .output()
        .unwrap();
    let review: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told(&review), ["code-injection copy.py:9"]);
}

/// A repository that has another one in its folder `lib`.
fn with_submodule() -> (Repository, Repository) {
    let library = Repository::new(&[("deep/sum.py", SUM)]);
    let repository = Repository::new(&[("app.py", "x = 1\n"), ("own.py", CLEAN)]);
    let from = library.path().to_str().unwrap();
    repository.git(&format!(
        "-c protocol.file.allow=always submodule --quiet add {from} lib"
    ));
    repository.commit("with a library");
    (repository, library)
}

#[test]
fn what_a_submodule_held_before_is_known() {
    let (repository, library) = with_submodule();
    repository.write("app.py", "x = 2\n");
    assert_eq!(
        repository.diff("HEAD"),
        (vec![], 0, 0),
        "nothing of it changed"
    );
    // Before it was there, everything in it is new.
    let (new, _, code) = repository.diff("HEAD~1");
    assert_eq!(
        (new, code),
        (vec!["code-injection lib/deep/sum.py:9".to_owned()], 1)
    );

    // What is written in it and not kept yet is new, and only that.
    let folder = repository.path().join("lib");
    write(
        &folder,
        "deep/more.py",
        SUM.replace("/sum", "/more").as_bytes(),
    );
    let (new, _, _) = repository.diff("HEAD");
    assert_eq!(new, ["code-injection lib/deep/more.py:9"]);

    // A later version of it, kept in both repositories.
    library.write("deep/more.py", &SUM.replace("/sum", "/more"));
    library.commit("more");
    std::fs::remove_file(folder.join("deep/more.py")).unwrap();
    repository.git("-c protocol.file.allow=always submodule --quiet update --remote lib");
    let (new, _, _) = repository.diff("HEAD");
    assert_eq!(new, ["code-injection lib/deep/more.py:9"]);
    repository.commit("a later library");
    assert_eq!(repository.diff("HEAD"), (vec![], 0, 0));
    let (new, _, _) = repository.diff("HEAD~1..HEAD");
    assert_eq!(new, ["code-injection lib/deep/more.py:9"], "two revisions");
    repository.git("-c protocol.file.allow=always submodule --quiet deinit --force lib");
    let (new, _, _) = repository.diff("HEAD");
    assert!(new.is_empty(), "not checked out: {new:?}");
}

#[test]
fn a_submodule_without_the_commit_is_told() {
    let (repository, _library) = with_submodule();
    // Another repository stands in its place, which knows nothing of that commit.
    let folder = repository.path().join("lib");
    std::fs::remove_dir_all(&folder).unwrap();
    write(&folder, "sum.py", SUM.as_bytes());
    let other = Repository::new(&[("sum.py", SUM)]);
    let from = other.path().join(".git");
    Command::new("cp")
        .arg("-r")
        .arg(from)
        .arg(folder.join(".git"))
        .status()
        .unwrap();
    let done = run(repository.path(), "scan --diff HEAD .");
    assert!(
        err(&done).contains("the submodule lib does not have the commit that `HEAD` names"),
        "{}",
        err(&done)
    );
    assert!(out(&done).contains("1 new"), "{}", out(&done));
}
