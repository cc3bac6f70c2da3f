//! What a repair makes superfluous goes with it, and nothing else does.

#![allow(
    clippy::indexing_slicing,
    reason = "a test fails loudly, with all that it has to say"
)]

use assay_fix::offer;
use assay_models::Models;
use assay_scan::{Options, scan};
use assay_source::Project;

/// The files with every repair that is offered.
fn repaired(files: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    let rules = assay_rules::all();
    let project = Project::from_texts(files.iter().copied());
    let look =
        |project: &Project| scan(project, rules, Models::embedded(), &Options::default(), &());
    let review = look(&project);
    let offer = offer(&project, rules, &review, &|_| true, &look);
    assert!(!offer.fixes.is_empty(), "nothing is repaired");
    offer.texts
}

const TOKEN: &str = "\
import os
import random  # for the tokens
import string


def new_token():
    token = ''.join(random.choice(string.hexdigits) for _ in range(32))
    return token + os.sep
";

#[test]
fn an_import_that_nobody_needs_goes() {
    let texts = repaired(&[("app.py", TOKEN)]);
    let text = &texts["app.py"];
    assert!(
        text.contains("import secrets") && text.contains("import string"),
        "{text}"
    );
    assert!(!text.contains("random"), "{text}");
}

#[test]
fn one_that_somebody_needs_stays() {
    let used = format!("{TOKEN}\n\ndef dice():\n    return random.randint(1, 6)\n");
    let told = format!("{TOKEN}\n\n__all__ = ['random', 'new_token']\n");
    for text in [used.as_str(), told.as_str()] {
        let texts = repaired(&[("app.py", text)]);
        assert!(
            texts["app.py"].contains("import random"),
            "{}",
            texts["app.py"]
        );
    }
    for other in [
        "from app import random\n",
        "import app\n\napp.random.seed(1)\n",
        "from .app import *\n",
    ] {
        let texts = repaired(&[("app.py", TOKEN), ("other.py", other)]);
        assert!(texts["app.py"].contains("import random"), "{other}");
    }
    // What a package binds is there for others, and what was unused before is somebody else's business.
    let texts = repaired(&[("lib/__init__.py", TOKEN)]);
    assert!(texts["lib/__init__.py"].contains("import random"));
    let texts = repaired(&[("app.py", &format!("import json\n{TOKEN}"))]);
    assert!(texts["app.py"].contains("import json"));
}

#[test]
fn one_name_of_several_goes_alone() {
    for (names, left) in [
        ("choice, randint", "from random import randint\n"),
        ("randint, choice", "from random import randint\n"),
        (
            "randint, choice, uniform",
            "from random import randint, uniform\n",
        ),
        (
            "(\n    choice,\n    randint,\n)",
            "from random import (\n    randint,\n)\n",
        ),
    ] {
        let text = format!(
            "from random import {names}\n\n\ndef new_token():\n    token = ''.join(choice('0123456789abcdef') for _ in range(32))\n    return token\n\n\nprint(randint(1, 2), uniform)\n"
        );
        let texts = repaired(&[("app.py", &text)]);
        assert!(
            texts["app.py"].starts_with(left) || texts["app.py"].contains(left),
            "{}",
            texts["app.py"]
        );
    }
}
