//! Rules and models: `assay explain`, `assay rules`, `assay models`, and what a project brings itself.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use support::{SOUND, code, err, out, project, review, run};

/// A rule of a project's own.
const RULE: &str = "+++
title      = \"A gate is opened\"
since      = \"1\"
cwe        = [749]
owasp      = [\"A01:2021\"]
impact     = \"high\"
likelihood = \"high\"
confidence = \"high\"
effort     = \"30min\"
message    = \"`{name}` opens a gate\"
fix        = \"Leave it closed\"

[[detect.call]]
call = \"gates.open_gate\"
+++

An open gate lets everybody in.

## What can happen

Everybody comes in.

## Gates

```python vulnerable
import gates

gates.open_gate()  # finding
```

```python safe
import gates

gates.close_gate()
```
";

const OPENS: &str = "import gates\n\n\ndef f():\n    gates.open_gate()\n";

#[test]
fn a_project_brings_its_own_rules_and_the_report_says_so() {
    let folder = project([
        ("app.py", OPENS),
        (".assay/rules/gates/open-gate/rule.md", RULE),
    ]);
    let (code, found) = review(folder.path(), "");
    assert_eq!(
        (code, &found["findings"][0]["rule"]),
        (1, &"open-gate".into())
    );
    assert_eq!(
        found["coverage"]["from_project"],
        serde_json::json!([".assay/rules/gates/open-gate/rule.md"])
    );
    assert!(out(&run(folder.path(), "scan")).contains(".assay/rules/gates/open-gate/rule.md"));
    assert!(out(&run(folder.path(), "rules gates")).contains("open-gate"));
    let (code, found) = review(folder.path(), "--isolated");
    assert_eq!(
        (code, &found["coverage"]["from_project"]),
        (0, &serde_json::json!([]))
    );
}

#[test]
fn a_project_brings_its_own_models_and_the_report_says_so() {
    let model =
        "package = \"flask\"\n\n[[clean]]\ncall = \"checks.proven\"\nfrom = [0]\nkinds = [\"*\"]\n";
    let app = support::FLAWED
        .replace("eval(wanted)", "eval(checks.proven(wanted))")
        .replace("from flask", "import checks\nfrom flask");
    let folder = project([
        ("app.py", app.as_str()),
        (".assay/models/checks.toml", model),
    ]);
    let (code, found) = review(folder.path(), "");
    assert_eq!(code, 0, "{found}");
    assert_eq!(
        found["coverage"]["from_project"],
        serde_json::json!([".assay/models/checks.toml"])
    );
    assert_eq!(review(folder.path(), "--isolated").0, 1);
}

#[test]
fn a_broken_rule_of_a_project_is_an_error_that_says_where() {
    for (path, text, expected) in [
        (
            ".assay/rules/gates/open-gate/rule.md",
            "# No facts\n",
            ".assay/rules/gates/open-gate/rule.md:1",
        ),
        (
            ".assay/models/gates.toml",
            "package = 3\n",
            ".assay/models/gates.toml:1",
        ),
    ] {
        let folder = project([("app.py", SOUND), (path, text)]);
        let output = run(folder.path(), "scan");
        assert_eq!((code(&output), out(&output)), (2, String::new()));
        assert!(
            err(&output).contains(expected) && err(&output).contains("--isolated"),
            "{}",
            err(&output)
        );
        assert_eq!(code(&run(folder.path(), "scan --isolated")), 0);
    }
}

#[test]
fn a_rule_is_explained() {
    let folder = project([]);
    let output = run(folder.path(), "explain sql-injection");
    let text = out(&output);
    assert_eq!(code(&output), 0, "{}", err(&output));
    for part in [
        "sql-injection: ",
        "Risk        critical",
        "CWE-89",
        "What can happen",
        "References",
    ] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
    assert!(
        !text.contains("```") && !text.contains("# finding") && !text.contains('\u{1b}'),
        "{text}"
    );
}

#[test]
fn a_weakness_or_family_lists_its_rules() {
    let folder = project([]);
    let text = out(&run(folder.path(), "explain cwe-89"));
    assert!(
        text.contains("  sql-injection") && text.contains("second-order-sql-injection"),
        "{text}"
    );
    assert!(out(&run(folder.path(), "rules injection")).contains("code-injection"));
}

#[test]
fn an_unknown_rule_is_not_explained() {
    let folder = project([]);
    let output = run(folder.path(), "explain sql-injektion");
    assert_eq!((code(&output), out(&output)), (2, String::new()));
    assert!(
        err(&output).contains("did you mean `sql-injection`?"),
        "{}",
        err(&output)
    );
}

#[test]
fn lists_are_there_for_programs_too() {
    let folder = project([]);
    for (command, format) in [
        ("rules", "assay-rules"),
        ("models", "assay-models"),
        ("explain sql-injection", "assay-rules"),
    ] {
        let output = run(folder.path(), &format!("{command} --format json"));
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (&document["format"], &document["version"]),
            (&format.into(), &1.into()),
            "{command}"
        );
    }
    let text = out(&run(folder.path(), "models"));
    assert!(
        text.contains("builtins") && text.contains("sinks"),
        "{text}"
    );
}

#[test]
fn help_names_the_exit_codes() {
    let folder = project([]);
    let output = run(folder.path(), "scan --help");
    assert!(out(&output).contains("Exit codes:"), "{}", out(&output));
    assert_eq!(code(&run(folder.path(), "scan --no-such-option")), 2);
    assert_eq!(code(&run(folder.path(), "")), 2);
}

#[test]
fn settings_are_told_for_each_environment_and_without_secrets() {
    let config = "import os\nclass Production:\n    SECRET_KEY = os.getenv('SECRET_KEY', 'plum stone')\n    SESSION_COOKIE_SECURE = True\nclass Development:\n    DEBUG = True\n    SESSION_COOKIE_SECURE = False\n";
    let app = "import os\nfrom flask import Flask\napp = Flask(__name__)\nif os.getenv('SHOP') == 'dev':\n    app.config.from_object('config.Development')\nelse:\n    app.config.from_object('config.Production')\n";
    let folder = project([("app.py", app), ("config.py", config)]);
    let output = run(folder.path(), "settings --format json");
    assert_eq!(code(&output), 0);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["format"], "assay-settings");
    let settings = document["settings"].as_array().unwrap();
    let key = settings.iter().find(|row| row["key"] == "SECRET_KEY");
    let values = &key.unwrap()["values"];
    assert_eq!(values[1]["values"][0]["value"], "$SECRET_KEY or ***");
    assert_eq!(values[1]["values"][0]["place"], "config.py:3");
    for format in ["terminal", "markdown"] {
        let text = out(&run(folder.path(), &format!("settings --format {format}")));
        assert!(text.contains("config.py:7"), "{text}");
        assert!(!text.contains("plum"), "{text}");
    }
}
