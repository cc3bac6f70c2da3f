//! `assay compare`: what happened between two reviews.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use serde_json::Value;
use support::{err, out, project, run, write};

const RUN: &str =
    "import os\nfrom flask import request\n\ndef ping():\n    os.system(request.args['a'])\n";
const LOAD: &str = "import pickle\nfrom flask import request\n\ndef load():\n    return pickle.loads(request.data)\n";

const OLD: &str =
    "from flask import request\n\ndef sums():\n    return eval(request.args['sum'])\n";

#[test]
fn new_repaired_and_moved_findings_are_told_apart() {
    let folder = project([("ping.py", RUN), ("load.py", LOAD), ("old.py", OLD)]);
    let at = folder.path();
    let rules = "--select command-injection,unsafe-deserialisation,code-injection";
    run(
        at,
        &format!("scan {rules} --format json --output before.json"),
    );
    // One moves down, one into another file, one is repaired, one is copied.
    write(at, "ping.py", format!("\n\n{RUN}").as_bytes());
    std::fs::remove_file(at.join("load.py")).unwrap();
    write(at, "store/load.py", LOAD.as_bytes());
    write(at, "old.py", b"print(input())\n");
    write(at, "copy.py", RUN.as_bytes());
    run(
        at,
        &format!("scan {rules} --format json --output after.json"),
    );
    let done = run(at, "compare before.json after.json --format json");
    assert_eq!(done.status.code(), Some(1), "{}", err(&done));
    let found: Value = serde_json::from_str(&out(&done)).unwrap();
    let paths = |list: &str| -> Vec<String> {
        let list = found[list].as_array().unwrap().iter();
        list.map(|one| one["path"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(paths("new"), ["copy.py"], "{found:#}");
    assert_eq!(paths("repaired"), ["old.py"], "{found:#}");
    let moved: Vec<_> = found["moved"].as_array().unwrap().iter().collect();
    assert_eq!(moved.len(), 2, "{found:#}");
    assert_eq!(moved[0]["to"]["line"], 7);
    assert_eq!(moved[1]["to"]["path"], "store/load.py");
    assert_eq!(found["summary"], "1 new, 1 repaired, 2 moved, 0 unchanged");
    for format in ["terminal", "markdown"] {
        let text = out(&run(
            at,
            &format!("compare before.json after.json --format {format}"),
        ));
        assert!(text.contains("1 new, 1 repaired, 2 moved"), "{text}");
        assert!(text.contains("copy.py:5"), "{text}");
    }
}

#[test]
fn what_only_the_rules_changed_is_no_new_flaw() {
    let folder = project([("ping.py", RUN), ("load.py", LOAD)]);
    let at = folder.path();
    run(
        at,
        "scan --select command-injection --format json --output before.json",
    );
    run(
        at,
        "scan --select unsafe-deserialisation --format json --output after.json",
    );
    let done = run(at, "compare before.json after.json --format json");
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    let found: Value = serde_json::from_str(&out(&done)).unwrap();
    assert_eq!(found["new_by_rules"][0]["rule"], "unsafe-deserialisation");
    assert_eq!(found["gone_by_rules"][0]["rule"], "command-injection");
}

#[test]
fn what_is_no_review_is_refused() {
    let folder = project([("a.json", "{}"), ("b.json", "[1]"), ("c.json", "{")]);
    for name in ["a.json", "b.json", "c.json", "none.json"] {
        let done = run(folder.path(), &format!("compare {name} {name}"));
        assert_eq!(done.status.code(), Some(2), "{name}");
        assert!(err(&done).contains(name), "{}", err(&done));
    }
}
