//! Small projects in folders of their own, and the program run on them.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// Flask with a value from the query string that is run as code.
pub(crate) const FLAWED: &str = "\
from flask import Flask, request

app = Flask(__name__)


@app.get(\"/sum\")
def total():
    wanted = request.args[\"q\"]
    eval(wanted)
    return \"done\"
";

/// The same without the flaw.
pub(crate) const SOUND: &str = "\
from flask import Flask, request

app = Flask(__name__)


@app.get(\"/sum\")
def total():
    return str(sum(int(part) for part in request.args[\"q\"].split()))
";

/// Not Python.
pub(crate) const BROKEN: &str = "def f(:\n    return ]\n";

/// A project with these files, made in this order.
pub(crate) fn project<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        write(folder.path(), path, text.as_bytes());
    }
    folder
}

/// Writes a file of a project.
pub(crate) fn write(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The program, ready to run in a folder, without anything of the tester's environment that it looks at.
pub(crate) fn assay(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    command
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("RUST_BACKTRACE")
        .env_remove("TERM");
    command
}

/// Runs the program with these arguments, split at spaces.
pub(crate) fn run(folder: &Path, arguments: &str) -> Output {
    assay(folder)
        .args(arguments.split_whitespace())
        .output()
        .unwrap()
}

/// The review of a folder, with the exit code.
pub(crate) fn review(folder: &Path, arguments: &str) -> (i32, serde_json::Value) {
    let output = run(folder, &format!("scan --format json {arguments}"));
    let review = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", out(&output), err(&output)));
    (code(&output), review)
}

/// The exit code.
pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// Standard output as text.
pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Standard error as text.
pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The kinds of the problems of a review.
pub(crate) fn problem_kinds(review: &serde_json::Value) -> Vec<String> {
    let problems = review["coverage"]["problems"].as_array().unwrap();
    problems
        .iter()
        .map(|problem| problem["kind"].as_str().unwrap().to_owned())
        .collect()
}
