//! `assay fix`: what is shown, what is written, and what is left alone.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{code, err, out, project, review, run, write};

const SHOP: &str = "\
#!/usr/bin/env python
\"\"\"A shop.\"\"\"
from __future__ import annotations

import sqlite3

from flask import Flask, request

app = Flask(__name__)
db = sqlite3.connect(\"shop.db\")


@app.get(\"/tea\")
def tea():
    name = request.args[\"name\"]
    # The comment stays.
    rows = db.execute(
        f\"SELECT id FROM tea \"
        f\"WHERE name = '{name}'\"   # so does this one
    )
    return str(rows.fetchone())
";

#[test]
fn a_difference_is_shown_and_nothing_written() {
    let folder = project([("shop.py", SHOP)]);
    let output = run(folder.path(), "fix --rule sql-injection .");
    assert_eq!(code(&output), 1, "{}", err(&output));
    let said = out(&output);
    assert!(
        said.starts_with("--- a/shop.py\n+++ b/shop.py\n@@ -"),
        "{said}"
    );
    assert!(said.contains("+        \"WHERE name = ?\","), "{said}");
    assert!(
        said.contains("+        (name,)   # so does this one"),
        "{said}"
    );
    assert!(said.contains("analysed again"), "{said}");
    assert_eq!(
        fs::read_to_string(folder.path().join("shop.py")).unwrap(),
        SHOP
    );
}

#[test]
fn what_is_written_keeps_line_ends_and_the_byte_order_mark() {
    let text = format!("\u{feff}{}", SHOP.replace('\n', "\r\n"));
    let folder = project([("shop.py", text.as_str())]);
    let output = run(folder.path(), "fix --apply --rule sql-injection .");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let written = fs::read_to_string(folder.path().join("shop.py")).unwrap();
    assert!(written.starts_with("\u{feff}#!"));
    assert!(
        written.contains("\"WHERE name = ?\",\r\n        (name,)   # so does this one\r\n"),
        "{written}"
    );
    assert_eq!(
        written.matches('\n').count(),
        written.matches("\r\n").count()
    );
    assert!(
        run(folder.path(), "scan --select sql-injection .")
            .status
            .success()
    );
}

#[test]
fn imports_stand_once_and_below_the_docstring() {
    let text = "\"\"\"Tokens.\"\"\"\nfrom __future__ import annotations\n\nimport os  # kept\nimport sys\n\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.get(\"/one\")\ndef one():\n    return str(eval(request.args[\"a\"]))\n\n\n@app.get(\"/two\")\ndef two():\n    return str(eval(request.args[\"b\"]))\n";
    let folder = project([("sums.py", text)]);
    let output = run(folder.path(), "fix --apply --rule code-injection .");
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    let written = fs::read_to_string(folder.path().join("sums.py")).unwrap();
    assert!(
        written.contains("\n\nimport ast\nimport os  # kept\nimport sys\n"),
        "{written}"
    );
    assert_eq!(written.matches("ast.literal_eval").count(), 2);
    assert_eq!(written.matches("import ast").count(), 1);
}

#[test]
fn a_name_that_means_something_else_is_not_used() {
    let text = "from flask import Flask, request\n\napp = Flask(__name__)\nast = 3\nliteral_eval = 4\n\n\n@app.get(\"/one\")\ndef one():\n    return str(eval(request.args[\"a\"]))\n";
    let folder = project([("sums.py", text)]);
    let output = run(folder.path(), "fix --apply --rule code-injection .");
    assert!(
        out(&output).contains("its name means something else here"),
        "{}",
        out(&output)
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("sums.py")).unwrap(),
        text
    );
}

#[test]
fn a_table_is_not_bound_as_a_value() {
    let text = SHOP
        .replace("FROM tea \"", "FROM tea ORDER BY {name}\"")
        .replace("f\"WHERE name = '{name}'\"", "\"\"");
    let folder = project([("shop.py", text.as_str())]);
    let output = run(folder.path(), "fix --rule sql-injection .");
    assert!(
        out(&output).contains("cannot be bound; choose it from a fixed list"),
        "{}",
        out(&output)
    );
    assert_eq!(code(&output), 0);
}

#[test]
fn asking_needs_a_terminal() {
    let folder = project([("shop.py", SHOP)]);
    let output = run(folder.path(), "fix --interactive .");
    assert_eq!(code(&output), 2);
    assert!(
        err(&output).contains("needs a terminal"),
        "{}",
        err(&output)
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("shop.py")).unwrap(),
        SHOP
    );
}

#[test]
fn one_finding_is_repaired_by_its_fingerprint() {
    let twice = format!(
        "{SHOP}\n\n@app.get(\"/sum\")\ndef total():\n    return str(eval(request.args[\"q\"]))\n"
    );
    let folder = project([("shop.py", twice.as_str())]);
    let (_, found) = review(folder.path(), "--select sql-injection .");
    let print = found["findings"][0]["fingerprint"].as_str().unwrap();
    let output = run(
        folder.path(),
        &format!("fix --apply --finding {print} --format json ."),
    );
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["fixes"].as_array().unwrap().len(), 1);
    assert_eq!(told["fixes"][0]["proven"], true);
    let written = fs::read_to_string(folder.path().join("shop.py")).unwrap();
    assert!(
        written.contains("(name,)") && written.contains("eval("),
        "{written}"
    );
    let output = run(
        folder.path(),
        "fix --finding 00000000000000000000000000000000 .",
    );
    assert_eq!(code(&output), 2);
}

#[test]
fn files_that_are_not_plain_text_are_left_alone() {
    let folder = project([]);
    let mut bytes = b"# -*- coding: latin-1 -*-\nNAME = '\xe9'\n".to_vec();
    bytes.extend_from_slice(
        SHOP.replace("from __future__ import annotations\n", "")
            .as_bytes(),
    );
    write(folder.path(), "shop.py", &bytes);
    let output = run(folder.path(), "fix --apply --rule sql-injection .");
    assert!(
        out(&output).contains("is not plain UTF-8"),
        "{}{}",
        out(&output),
        err(&output)
    );
    assert_eq!(fs::read(folder.path().join("shop.py")).unwrap(), bytes);
}

#[test]
fn the_sample_shop_is_repaired_and_nothing_new_is_found() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/vulnerable-shop");
    let folder = project([]);
    copy(&shop, folder.path());
    let (_, before) = review(folder.path(), "--include-tests .");
    let output = run(folder.path(), "fix --apply --format json .");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let fixed: BTreeSet<&str> = told["fixes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|fix| fix["findings"].as_array().unwrap())
        .filter_map(Value::as_str)
        .collect();
    let (_, after) = review(folder.path(), "--include-tests .");
    let count = |review: &Value| review["findings"].as_array().unwrap().len();
    assert!(
        fixed.len() >= 25,
        "only {} repaired: {}",
        fixed.len(),
        out(&output)
    );
    assert!(
        count(&after) + fixed.len() <= count(&before),
        "{} of {} left after {}",
        count(&after),
        count(&before),
        fixed.len()
    );
    // What is left has no repair; asked again, nothing more is offered.
    let output = run(folder.path(), "fix --format json .");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let again = told["fixes"].as_array().unwrap().len();
    assert!(again <= 3, "{again} more: {}", out(&output));
}

fn copy(from: &Path, to: &Path) {
    let mut folders: Vec<(PathBuf, PathBuf)> = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = folders.pop() {
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.push((entry.path(), target));
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
}
