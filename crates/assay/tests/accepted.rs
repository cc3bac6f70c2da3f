//! Findings that do not count because somebody said so: comments, configuration, baseline; and the gate above them.
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

use serde_json::Value;
use support::{FLAWED, code, err, out, project, review, run, write};

const SUPPRESSED: &str = "\
from flask import Flask, request

app = Flask(__name__)


@app.get(\"/sum\")
def total():
    # assay: ignore[code-injection] only the owner can send this
    eval(request.args[\"q\"])
    eval(request.args[\"r\"])  # nosec B307
    return \"done\"
";

fn numbers(review: &Value) -> (usize, usize) {
    let length = |name: &str| review[name].as_array().unwrap().len();
    (length("findings"), length("suppressed"))
}

#[test]
fn every_format_tells_what_was_suppressed_and_why() {
    let folder = project([("app.py", SUPPRESSED)]);
    let (exit, whole) = review(folder.path(), ".");
    assert_eq!((numbers(&whole), exit), ((0, 2), 0));
    assert_eq!(
        whole["suppressions"]["counts"],
        serde_json::json!({"assay": 1, "nosec": 1})
    );
    for format in ["terminal", "markdown", "html", "sarif"] {
        let text = out(&run(folder.path(), &format!("scan --format {format} .")));
        assert!(
            text.contains("only the owner can send this"),
            "{format}: {text}"
        );
    }
    for flag in ["--no-suppress", "--isolated"] {
        let (exit, whole) = review(folder.path(), &format!("{flag} ."));
        assert_eq!((numbers(&whole), exit), ((2, 0), 1), "{flag}");
    }
}

#[test]
fn a_suppression_that_does_not_count_is_a_problem_that_hides_nothing() {
    let text = FLAWED.replace(
        "eval(wanted)",
        "eval(wanted)  # assay: ignore[code-injecton] because",
    );
    let folder = project([("app.py", text.as_str())]);
    let output = run(folder.path(), "scan .");
    assert_eq!(code(&output), 1);
    let (_, whole) = review(folder.path(), ".");
    let problem = &whole["coverage"]["problems"][0];
    assert_eq!(problem["kind"], "suppression");
    assert_eq!(problem["line"], 9);
    let text = problem["text"].as_str().unwrap();
    assert!(text.ends_with("did you mean `code-injection`?"), "{text}");
}

#[test]
fn configuration_chooses_rules_paths_and_risks() {
    let folder = project([("app.py", FLAWED), ("tools/app.py", FLAWED)]);
    let look = |text: &str, arguments: &str| {
        write(folder.path(), "assay.toml", text.as_bytes());
        review(folder.path(), &format!("{arguments} ."))
    };
    let (exit, whole) = look("ignore = ['injection']\n", "");
    assert_eq!((numbers(&whole), exit), ((0, 0), 0));
    let told = whole["coverage"]["from_project"].to_string();
    assert!(told.contains("ignores injection"), "{told}");
    let (_, whole) = look("ignore = ['injection']\n", "--select code-injection");
    assert_eq!(numbers(&whole), (2, 0), "the command line beats the file");
    let (_, whole) = look(
        "[[paths]]\nmatch = 'tools/'\nignore = ['code-*']\nreason = 'local'\n",
        "",
    );
    assert_eq!(numbers(&whole), (1, 1));
    assert_eq!(whole["suppressed"][0]["by"], "configuration");
    assert_eq!(whole["suppressed"][0]["reason"], "local");
    let (exit, whole) = look(
        "fail-on = 'medium'\n[severity]\ncode-injection = 'low'\n",
        "",
    );
    assert_eq!(
        (whole["findings"][0]["risk"].as_str(), exit),
        (Some("low"), 0)
    );
    assert!(
        whole["findings"][0]["reason"]
            .to_string()
            .contains("assay.toml says that the risk is low")
    );
    let (_, whole) = look("exclude = ['tools/']\n", "");
    assert_eq!(numbers(&whole), (1, 0));
    let (_, whole) = look("exclude = ['tools/']\n", "--isolated");
    assert_eq!(numbers(&whole), (2, 0));
}

#[test]
fn pyproject_counts_without_a_file_of_its_own_and_one_may_come_from_outside() {
    let pyproject = "\u{feff}[project]\r\nname = 'x'\r\n[tool.other]\r\nx = 1\r\n[tool.assay]\r\nselect = ['crypto']\r\n";
    let folder = project([
        ("site/app.py", FLAWED),
        ("site/pyproject.toml", pyproject),
        ("own.toml", "select = ['injection']\n"),
    ]);
    assert_eq!(numbers(&review(folder.path(), "site").1), (0, 0));
    let (_, whole) = review(folder.path(), "--config own.toml site");
    assert_eq!(numbers(&whole), (1, 0));
    assert!(
        whole["coverage"]["from_project"]
            .to_string()
            .contains("own.toml (selects injection)")
    );
    write(
        folder.path(),
        "site/assay.toml",
        b"select = ['injection']\n",
    );
    let (_, whole) = review(folder.path(), "site");
    assert_eq!(numbers(&whole), (1, 0));
    assert!(
        whole["coverage"]["from_project"]
            .to_string()
            .contains("does not count beside it")
    );
}

#[test]
fn a_configuration_that_is_wrong_stops_the_review_with_its_place() {
    let folder = project([("app.py", FLAWED)]);
    for (file, text, expected) in [
        (
            "assay.toml",
            "\n\nignroe = []\n",
            "assay.toml:3: `ignroe` is no key here, did you mean `ignore`?",
        ),
        (
            "assay.toml",
            "ignore = ['sql-injecton']\n",
            "assay.toml:1: no rule, family or weakness is called `sql-injecton`",
        ),
        (
            "pyproject.toml",
            "[tool.assay]\nselct = []\n",
            "pyproject.toml:2: `selct` is no key here",
        ),
    ] {
        write(folder.path(), file, text.as_bytes());
        let output = run(folder.path(), "scan .");
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains(expected), "{}", err(&output));
        fs::remove_file(folder.path().join(file)).unwrap();
    }
    write(
        folder.path(),
        "assay.toml",
        "ignore = [\n".repeat(90_000).as_bytes(),
    );
    assert_eq!(code(&run(folder.path(), "scan .")), 2);
}

#[test]
fn a_baseline_accepts_the_findings_of_today_and_no_others() {
    let folder = project([("app.py", FLAWED)]);
    let told = out(&run(
        folder.path(),
        "baseline --reason legacy --who Ann --until 2999-01-31 .",
    ));
    assert!(
        told.contains("accepted  code-injection in app.py, total"),
        "{told}"
    );
    assert!(
        told.contains("wrote .assay/baseline.toml: 1 accepted, 1 of them new"),
        "{told}"
    );
    let (exit, whole) = review(folder.path(), ".");
    assert_eq!((numbers(&whole), exit), ((0, 1), 0));
    assert_eq!(whole["suppressed"][0]["who"], "Ann");
    assert!(
        whole["coverage"]["from_project"]
            .to_string()
            .contains(".assay/baseline.toml")
    );
    for flag in ["--no-baseline", "--no-suppress", "--isolated"] {
        assert_eq!(review(folder.path(), &format!("{flag} .")).0, 1, "{flag}");
    }
    let listed = out(&run(folder.path(), "baseline list"));
    assert!(
        listed.contains("legacy, by Ann, until 2999-01-31"),
        "{listed}"
    );
    assert!(out(&run(folder.path(), "baseline show code-injection")).contains("eval(wanted)"));

    // The file moves, and a copy comes: which of the two is the copy, nobody can know.
    fs::rename(folder.path().join("app.py"), folder.path().join("start.py")).unwrap();
    assert_eq!(
        review(folder.path(), ".").0,
        0,
        "a renamed file opens nothing"
    );
    write(folder.path(), "copy.py", FLAWED.as_bytes());
    let (exit, whole) = review(folder.path(), ".");
    assert_eq!((numbers(&whole), exit), ((1, 1), 1), "a copy is new");
    fs::remove_file(folder.path().join("copy.py")).unwrap();

    let told = out(&run(folder.path(), "baseline prune"));
    assert!(
        told.contains("moved     code-injection in start.py, total, was code-injection in app.py"),
        "{told}"
    );
    write(folder.path(), "start.py", b"x = 1\n");
    let (_, whole) = review(folder.path(), ".");
    assert_eq!(whole["suppressions"]["unused"][0]["by"], "baseline");
    let told = out(&run(folder.path(), "baseline"));
    assert!(
        told.contains("gone      code-injection") && told.contains("1 dropped"),
        "{told}"
    );
}

#[test]
fn what_was_accepted_until_a_day_counts_again() {
    let folder = project([("app.py", FLAWED)]);
    run(folder.path(), "baseline --until 2001-01-31 .");
    let (exit, whole) = review(folder.path(), ".");
    assert_eq!((numbers(&whole), exit), ((1, 0), 1));
    let (exit, whole) = review(folder.path(), "--fail-expired --fail-on critical .");
    let reasons = whole["gate"]["reasons"].to_string();
    assert_eq!(exit, 1);
    assert!(
        reasons.contains("1 suppression is past its day: .assay/baseline.toml:"),
        "{reasons}"
    );
    assert!(out(&run(folder.path(), "baseline .")).contains("`--renew` accepts it again"));
    run(folder.path(), "baseline --renew --until 2999-01-31 .");
    assert_eq!(review(folder.path(), ".").0, 0);
}

#[test]
fn a_broken_or_newer_baseline_is_told_and_kept() {
    let folder = project([("app.py", FLAWED)]);
    run(folder.path(), "baseline .");
    let path = folder.path().join(".assay/baseline.toml");
    let good = fs::read_to_string(&path).unwrap();
    for (text, expected) in [
        (
            good.replace("version = 1", "version = 7\nmore = 1"),
            "version 7",
        ),
        (good.replace("rule = ", "rule "), "line 7"),
        (format!("{good}=======\n"), "line 8"),
        (String::new(), "no baseline"),
    ] {
        fs::write(&path, &text).unwrap();
        for command in ["scan .", "baseline .", "baseline prune", "baseline list"] {
            let output = run(folder.path(), command);
            assert_eq!(code(&output), 2, "{command}");
            assert!(
                err(&output).contains(expected),
                "{command}: {}",
                err(&output)
            );
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "nothing is lost");
    }
    assert_eq!(code(&run(folder.path(), "scan --no-baseline .")), 1);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let folder = project([("site/app.py", FLAWED), ("outside/baseline.toml", "")]);
    std::os::unix::fs::symlink("../outside", folder.path().join("site/.assay")).unwrap();
    let output = run(folder.path(), "scan site");
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(out(&output).contains(".assay"), "{}", out(&output));
    let output = run(folder.path(), "baseline --reason known site");
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("is a link"), "{}", err(&output));
    fs::remove_file(folder.path().join("site/.assay")).unwrap();
    std::os::unix::fs::symlink(
        "../outside/baseline.toml",
        folder.path().join("site/assay.toml"),
    )
    .unwrap();
    assert!(err(&run(folder.path(), "scan site")).contains("is no file but a link"));
}

#[test]
fn the_gate_says_why() {
    let folder = project([("app.py", FLAWED), ("pay/app.py", FLAWED)]);
    let judge = |arguments: &str| {
        let (exit, whole) = review(folder.path(), &format!("{arguments} ."));
        let reasons = whole["gate"]["reasons"].as_array().unwrap();
        let reasons: Vec<String> = reasons
            .iter()
            .map(|reason| reason.as_str().unwrap().to_owned())
            .collect();
        (exit, reasons.join("\n"))
    };
    assert_eq!(judge("--max total=2"), (0, String::new()));
    assert_eq!(
        judge("--max total=1"),
        (1, "2 findings, and at most 1 may stand".to_owned())
    );
    assert_eq!(
        judge("--fail-path pay/ --fail-rule jwt"),
        (
            1,
            "1 finding in paths where none may stand: pay/app.py:9 code-injection".to_owned()
        )
    );
    assert_eq!(
        judge("--fail-rule cwe-95").1,
        "2 findings of cwe-95, which may not stand: app.py:9 code-injection, pay/app.py:9 code-injection"
    );
    assert_eq!(judge("--max critical=0 --fail-on never").0, 0);
    write(
        folder.path(),
        "assay.toml",
        b"[gate]\nmax = { total = 0 }\n",
    );
    for format in ["terminal", "markdown", "junit"] {
        let output = run(folder.path(), &format!("scan --format {format} ."));
        assert_eq!(code(&output), 1);
        assert!(
            out(&output).contains("at most 0 may stand"),
            "{format}: {}",
            out(&output)
        );
    }
}

#[test]
fn reports_and_imports_ask_the_gate_of_the_project() {
    let folder = project([
        ("app.py", FLAWED),
        ("assay.toml", "[gate]\nmax = { total = 1 }\n"),
        ("empty.json", "{\"metrics\": {}, \"results\": []}"),
    ]);
    for command in ["report --format markdown --output -", "import empty.json"] {
        let output = run(folder.path(), command);
        assert_eq!(code(&output), 0, "{command}: {}", err(&output));
    }
    write(folder.path(), "more.py", FLAWED.as_bytes());
    for command in ["report --format markdown --output -", "import empty.json"] {
        let output = run(folder.path(), command);
        assert_eq!(code(&output), 1, "{command}");
        assert!(out(&output).contains("at most 1 may stand"), "{command}");
    }
    let stronger = run(folder.path(), "import empty.json --fail-on never");
    assert_eq!(code(&stronger), 0);
}

#[test]
fn a_part_of_a_project_is_told_that_its_configuration_stands_above() {
    let folder = project([
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("assay.toml", "ignore = [\"code-injection\"]\n"),
        ("src/app.py", FLAWED),
    ]);
    let part = run(folder.path(), "scan src");
    assert_eq!(code(&part), 1);
    assert!(
        err(&part).contains("count when that folder is reviewed"),
        "{}",
        err(&part)
    );
    for command in [
        "scan .",
        "scan src --isolated",
        "scan src --config assay.toml",
    ] {
        assert!(
            !err(&run(folder.path(), command)).contains("count when"),
            "{command}"
        );
    }
    // Above the repository is somebody else's business.
    write(folder.path(), "src/.git/HEAD", b"ref: refs/heads/main\n");
    assert!(!err(&run(folder.path(), "scan src")).contains("count when"));
}
