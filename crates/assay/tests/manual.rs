//! The completions of shells and the pages of the manual.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use std::process::Command;

use support::{code, err, out, run};
use tempfile::TempDir;

#[test]
fn every_shell_gets_a_script_with_the_commands() {
    let folder = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(folder.path(), &format!("completions {shell}"));
        assert_eq!(code(&output), 0, "{}", err(&output));
        let script = out(&output);
        for word in ["scan", "advisories", "fail-on", "completions"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_and_options() {
    let folder = TempDir::new().unwrap();
    let output = run(folder.path(), "completions bash --output assay.bash");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let ask = "set -eu; source ./assay.bash
        COMP_WORDS=(assay sc); COMP_CWORD=1; _assay assay sc assay; echo \"${COMPREPLY[*]}\"
        COMP_WORDS=(assay scan --no-s); COMP_CWORD=2; _assay assay --no-s scan; echo \"${COMPREPLY[*]}\"";
    let answer = Command::new("bash")
        .args(["-c", ask])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(out(&answer), "scan\n--no-suppress\n", "{}", err(&answer));
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = TempDir::new().unwrap();
    let page = out(&run(folder.path(), "man"));
    assert!(
        page.contains(".TH assay 1") && page.contains("assay\\-scan(1)"),
        "{page}"
    );
    let output = run(folder.path(), "man --output man");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let read = |name: &str| std::fs::read_to_string(folder.path().join("man").join(name)).unwrap();
    assert!(read("assay.1").contains(".TH assay 1"));
    let scan = read("assay-scan.1");
    assert!(
        scan.contains(".TH assay-scan 1") && scan.contains("fail\\-on"),
        "{scan}"
    );
    assert!(!folder.path().join("man/assay-debug.1").exists());
}
