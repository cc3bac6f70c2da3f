//! `assay scan` from outside: exit codes, formats, output, choice of rules.

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
use std::io::Read;
use std::process::Stdio;

use support::{BROKEN, FLAWED, SOUND, assay, code, err, out, project, review, run};

#[test]
fn the_exit_code_says_what_was_found_and_what_was_missed() {
    let check = |files: &[(&str, &str)], expected: i32| {
        let folder = project(files.iter().copied());
        let output = run(folder.path(), "scan");
        assert_eq!(
            code(&output),
            expected,
            "{files:?}: {}{}",
            out(&output),
            err(&output)
        );
    };
    check(&[("app.py", SOUND)], 0);
    check(&[("app.py", FLAWED)], 1);
    check(&[("app.py", SOUND), ("old.py", BROKEN)], 3);
    check(&[("app.py", FLAWED), ("old.py", BROKEN)], 1);
}

#[test]
fn findings_below_the_wanted_risk_do_not_fail() {
    let folder = project([("app.py", FLAWED)]);
    let (_, found) = review(folder.path(), "");
    let risk = found["findings"][0]["risk"].as_str().unwrap();
    assert_eq!(risk, "critical");
    assert_eq!(code(&run(folder.path(), "scan --fail-on critical")), 1);
    assert_eq!(code(&run(folder.path(), "scan --fail-on never")), 0);
    let folder = project([(
        "app.py",
        "import hashlib\n\n\ndef f(token):\n    return hashlib.md5(token)\n",
    )]);
    assert_eq!(code(&run(folder.path(), "scan")), 1);
    assert_eq!(code(&run(folder.path(), "scan --fail-on high")), 0);
}

#[test]
fn the_terminal_shows_the_source_and_the_path_of_the_data() {
    let folder = project([("app.py", FLAWED)]);
    let output = run(folder.path(), "scan");
    let text = out(&output);
    for part in [
        "app.py:9:5",
        "eval(wanted)",
        "request.args",
        "1 finding: 1 critical",
        "Looked at",
    ] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "colours without a terminal");
    assert_eq!(err(&output), "", "progress without a terminal");
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let folder = project([("app.py", FLAWED)]);
    assert!(out(&run(folder.path(), "scan --color always")).contains("\u{1b}["));
    assert!(!out(&run(folder.path(), "scan --color never")).contains('\u{1b}'));
}

#[test]
fn every_finding_in_sarif_names_its_rule() {
    let folder = project([("app.py", FLAWED)]);
    let output = run(folder.path(), "scan --format sarif");
    let log: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(code(&output), 1);
    assert_eq!(log["version"], "2.1.0");
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "code-injection");
    assert_eq!(
        result["locations"][0]["physicalLocation"]["region"]["startLine"],
        9
    );
    let steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
        .as_array()
        .unwrap();
    assert!(steps.len() > 1, "{steps:?}");
}

#[test]
fn the_output_appears_in_one_piece_and_leaves_nothing_behind() {
    let folder = project([("app/app.py", FLAWED)]);
    let output = run(folder.path(), "scan app --format json --output review.json");
    assert_eq!(
        (code(&output), out(&output), err(&output)),
        (1, String::new(), String::new())
    );
    let text = fs::read_to_string(folder.path().join("review.json")).unwrap();
    assert!(
        text.starts_with("{\n  \"format\": \"assay-review\",\n  \"version\": 1,")
            && text.ends_with("}\n")
    );
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["app", "review.json"]);
}

#[test]
fn a_failed_run_leaves_the_old_output_alone() {
    let folder = project([("app.py", FLAWED), ("review.txt", "old")]);
    let output = run(
        folder.path(),
        "scan --select no-such-rule --output review.txt",
    );
    assert_eq!(code(&output), 2);
    assert_eq!(
        fs::read_to_string(folder.path().join("review.txt")).unwrap(),
        "old"
    );
    for bad in ["missing/review.txt", "."] {
        let output = run(folder.path(), &format!("scan --output {bad}"));
        assert_eq!(code(&output), 2);
        assert!(
            err(&output).contains("could not write to"),
            "{}",
            err(&output)
        );
    }
}

#[test]
fn an_earlier_report_is_no_part_of_the_project() {
    let folder = project([("app.py", FLAWED)]);
    let path = folder.path().join("[my report]!.json");
    let scan = || {
        let output = assay(folder.path())
            .args(["scan", "-f", "json", "-o"])
            .arg(&path)
            .output()
            .unwrap();
        assert_eq!(code(&output), 1, "{}", err(&output));
        fs::read_to_string(&path).unwrap()
    };
    assert_eq!(scan(), scan());
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let folder = project([("app.py", SOUND)]);
    assert_eq!(code(&run(folder.path(), "scan --output /dev/null")), 0);
    assert!(
        fs::metadata("/dev/null")
            .unwrap()
            .file_type()
            .is_char_device()
    );
}

#[test]
fn rules_are_chosen_by_id_family_and_weakness() {
    let folder = project([("app.py", FLAWED)]);
    for (arguments, expected) in [
        ("--select code-injection", 1),
        ("--select injection", 1),
        ("--select cwe-95,crypto", 1),
        ("--select CWE-095", 1),
        ("--select sql-injection", 0),
        ("--ignore code-injection", 0),
        ("--select injection --ignore code-injection", 0),
    ] {
        let output = run(folder.path(), &format!("scan {arguments}"));
        assert_eq!(
            code(&output),
            expected,
            "{arguments}: {}{}",
            out(&output),
            err(&output)
        );
    }
}

#[test]
fn an_unknown_rule_is_an_error_with_a_suggestion() {
    let folder = project([("app.py", FLAWED)]);
    for (arguments, expected) in [
        ("--select sql-injecton", "`sql-injection`"),
        ("--ignore cod-injection", "`code-injection`"),
        ("--select cwe-999999", "`assay rules`"),
        ("--ignore all", "no rule is left"),
    ] {
        let output = run(folder.path(), &format!("scan {arguments}"));
        assert_eq!(
            (code(&output), out(&output)),
            (2, String::new()),
            "{arguments}"
        );
        assert!(
            err(&output).contains(expected),
            "{arguments}: {}",
            err(&output)
        );
    }
}

#[test]
fn nothing_to_look_at_is_an_error_and_not_praise() {
    let empty = project([]);
    let texts = project([("README.md", "# Hello\n")]);
    let environment = project([
        ("env/pyvenv.cfg", "home = /usr\n"),
        ("env/lib/a.py", "a = 1\n"),
    ]);
    for (folder, arguments, expected) in [
        (&empty, "", "no Python files found in"),
        (&texts, "", "no Python files found in"),
        (&environment, "", "virtual environment"),
        (&empty, "missing", "nothing found at missing"),
    ] {
        let output = run(folder.path(), &format!("scan {arguments}"));
        assert_eq!(
            (code(&output), out(&output)),
            (2, String::new()),
            "{arguments}"
        );
        assert!(
            err(&output).contains(expected),
            "{arguments}: {}",
            err(&output)
        );
    }
}

#[test]
fn a_single_file_can_be_reviewed() {
    let folder = project([("app.py", FLAWED), ("other.py", FLAWED)]);
    let (code, review) = review(folder.path(), "app.py");
    assert_eq!((code, review["counts"]["total"].as_u64()), (1, Some(1)));
    assert_eq!(review["coverage"]["files"]["python"], 1);
}

#[test]
fn what_is_left_out_is_counted() {
    let folder = project([
        ("app.py", SOUND),
        ("lib/other.py", FLAWED),
        (".gitignore", "lib/\n"),
    ]);
    let (code, found) = review(folder.path(), "");
    assert_eq!(code, 0);
    assert_eq!(found["coverage"]["skipped"][0]["path"], "lib");
    let folder = project([("app.py", SOUND), ("lib/other.py", FLAWED)]);
    let (code, found) = review(folder.path(), "--exclude lib");
    assert_eq!(
        (code, &found["coverage"]["skipped"][0]["reason"]),
        (0, &"excluded".into())
    );
}

#[test]
fn the_same_project_gives_the_same_bytes() {
    let files: Vec<(String, String)> = (0..40)
        .map(|number| {
            (
                format!("app/part{number:02}.py"),
                FLAWED.replace("/sum", &format!("/sum{number}")),
            )
        })
        .chain([("app/broken.py".to_owned(), BROKEN.to_owned())])
        .collect();
    let forwards = project(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    let backwards = project(
        files
            .iter()
            .rev()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    for format in ["terminal", "json", "sarif"] {
        let scan = |folder: &tempfile::TempDir, jobs| {
            run(
                folder.path(),
                &format!("scan --format {format} --jobs {jobs}"),
            )
            .stdout
        };
        let expected = scan(&forwards, 1);
        assert!(!expected.is_empty());
        for (folder, jobs) in [(&forwards, 4), (&backwards, 1), (&backwards, 4)] {
            assert!(
                scan(folder, jobs) == expected,
                "{format} differs with {jobs} jobs"
            );
        }
    }
}

#[test]
fn a_fingerprint_survives_edits_around_the_flaw() {
    let fingerprint = |text: &str| {
        let folder = project([("app.py", text)]);
        let (_, review) = review(folder.path(), "");
        assert_eq!(review["counts"]["total"], 1, "{text}");
        review["findings"][0]["fingerprint"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let original = fingerprint(FLAWED);
    let moved = format!("# A comment.\nimport os\n\n{FLAWED}\n\ndef after():\n    return 1\n");
    let renamed = FLAWED.replace("wanted", "expression");
    let formatted = FLAWED
        .replace("eval(wanted)", "eval(\n        wanted,\n    )")
        .replace('"', "'");
    for edited in [&moved, &renamed, &formatted] {
        assert_eq!(fingerprint(edited), original, "{edited}");
    }
    for other in [
        FLAWED.replace("total", "other"),
        FLAWED.replace("eval(wanted)", "exec(wanted)"),
    ] {
        assert_ne!(fingerprint(&other), original, "{other}");
    }
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let files: Vec<(String, String)> = (0..200)
        .map(|number| (format!("part{number}.py"), FLAWED.to_owned()))
        .collect();
    let folder = project(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(["scan", "--format", "json"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut complaints = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut complaints)
        .unwrap();
    assert_eq!(
        (child.wait().unwrap().code(), complaints.as_str()),
        (Some(1), "")
    );
}
