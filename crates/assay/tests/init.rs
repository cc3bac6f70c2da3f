//! `assay init`: what it writes, where it adds, and what it leaves alone.

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
use std::path::Path;

use support::{SOUND, code, err, out, project, review, run, write};

const ALL: &str = "config,pre-commit,github,gitlab,jenkins,azure,bitbucket";
const FILES: [&str; 7] = [
    "assay.toml",
    ".pre-commit-config.yaml",
    ".github/workflows/assay.yml",
    ".gitlab-ci.yml",
    "Jenkinsfile",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
];

fn init(folder: &Path, arguments: &str) -> String {
    let output = run(folder, &format!("init {arguments}"));
    assert_eq!(code(&output), 0, "{}", err(&output));
    out(&output)
}

fn texts(folder: &Path) -> Vec<String> {
    let text = |path: &&str| fs::read_to_string(folder.join(path)).unwrap_or_default();
    FILES.iter().map(text).collect()
}

#[test]
fn nothing_is_written_unless_asked_for() {
    let folder = project([("app.py", SOUND)]);
    let told = init(folder.path(), &format!("--only {ALL}"));
    for path in FILES {
        assert!(told.contains(&format!("would write {path}")), "{told}");
        assert!(!folder.path().join(path).exists(), "{path}");
    }
    assert!(told.contains("    assay:\n      stage: test"), "{told}");
    assert!(told.contains("Nothing was written"), "{told}");
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = project([("app.py", SOUND)]);
    init(folder.path(), &format!("--apply --only {ALL}"));
    let first = texts(folder.path());
    assert!(
        first
            .iter()
            .all(|text| !text.contains("{package}") && !text.contains("{branch}"))
    );
    let told = init(folder.path(), &format!("--apply --only {ALL}"));
    assert_eq!(texts(folder.path()), first);
    assert!(!told.contains("wrote") && !told.contains("added"), "{told}");
    init(folder.path(), &format!("--apply --force --only {ALL}"));
    assert_eq!(texts(folder.path()), first);
}

#[test]
fn what_is_written_is_understood_and_has_no_flaw_itself() {
    let folder = project([("app.py", SOUND)]);
    init(folder.path(), &format!("--apply --only {ALL}"));
    let (code, review) = review(folder.path(), ".");
    assert_eq!(code, 0, "{review:#}");
    assert_eq!(review["coverage"]["from_project"][0], "assay.toml");
}

#[test]
fn a_repository_gets_what_fits_it() {
    for (url, name) in [
        ("git@github.com:shop/shop.git", "github"),
        ("https://gitlab.example/shop/shop.git", "gitlab"),
        ("https://shop@dev.azure.com/shop/shop/_git/shop", "azure"),
        ("ssh://git@bitbucket.org/shop/shop.git", "bitbucket"),
    ] {
        let config = format!("[remote \"origin\"]\n\turl = {url}\n");
        let folder = project([("app.py", SOUND), (".git/config", &config)]);
        let told = init(folder.path(), "");
        let told: Vec<&str> = told
            .lines()
            .filter_map(|line| Some(line.split_once(": would")?.0))
            .collect();
        assert_eq!(told, ["config", name]);
    }
    let folder = project([("app.py", SOUND), ("requirements-dev.txt", "pre-commit\n")]);
    let told = init(folder.path(), "");
    assert!(
        told.contains("pre-commit: would write") && told.contains("No host"),
        "{told}"
    );
}

#[test]
fn the_branch_is_the_one_of_the_remote() {
    let folder = project([
        ("app.py", SOUND),
        (
            ".git/config",
            "[remote \"origin\"]\nurl = git@github.com:a/b\n",
        ),
        (
            ".git/refs/remotes/origin/HEAD",
            "ref: refs/remotes/origin/trunk\n",
        ),
    ]);
    assert!(init(folder.path(), "").contains("branches: [\"trunk\"]"));
}

#[test]
fn a_file_of_others_is_added_to_or_left_alone() {
    let hooks =
        "repos:\n  - repo: https://example.org/hooks\n    rev: v1\n    hooks:\n      - id: tidy\n";
    let jobs = "unit:\n  script:\n    - pytest\n";
    let folder = project([
        ("app.py", SOUND),
        (".pre-commit-config.yaml", hooks),
        (".gitlab-ci.yml", jobs),
        ("Jenkinsfile", "node { sh 'make' }\n"),
        ("azure-pipelines.yml", "steps: []\n"),
        ("assay.toml", "[plan]\nworking_days = true\n"),
    ]);
    let told = init(folder.path(), "--apply");
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    let added = read(".pre-commit-config.yaml");
    assert!(
        added.starts_with(hooks)
            && added.contains("\n  - repo: local\n    hooks:\n      - id: assay\n")
    );
    assert!(read(".gitlab-ci.yml").starts_with(jobs));
    assert!(read(".gitlab-ci.yml").contains("\nassay:\n  stage: test\n"));
    assert_eq!(read("Jenkinsfile"), "node { sh 'make' }\n");
    assert_eq!(read("azure-pipelines.yml"), "steps: []\n");
    assert_eq!(read("assay.toml"), "[plan]\nworking_days = true\n");
    assert!(
        told.contains("jenkins: Jenkinsfile: is not of a form"),
        "{told}"
    );
    assert!(told.contains("    stage('Assay') {"), "{told}");
    assert!(told.contains("`--force` writes over it"), "{told}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let outside = tempfile::TempDir::new().unwrap();
    let folder = project([("app.py", SOUND)]);
    std::os::unix::fs::symlink(outside.path(), folder.path().join(".github")).unwrap();
    write(outside.path(), "ci.yml", b"a: b\n");
    std::os::unix::fs::symlink(
        outside.path().join("ci.yml"),
        folder.path().join(".gitlab-ci.yml"),
    )
    .unwrap();
    let told = init(folder.path(), "--apply --force --only github,gitlab");
    assert!(told.contains("is no file that can be written"), "{told}");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
    assert_eq!(
        fs::read_to_string(outside.path().join("ci.yml")).unwrap(),
        "a: b\n"
    );
}
