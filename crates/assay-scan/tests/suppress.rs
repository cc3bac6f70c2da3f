//! Suppressions in comments: what they take out of a review, what they do not, and what is said of them.
#![expect(clippy::expect_used, reason = "a test may fail loudly")]

use assay_deps::Date;
use assay_finding::Review;
use assay_models::Models;
use assay_scan::{Options, RuleSet, scan};
use assay_source::Project;

fn rules() -> RuleSet {
    let page = |id: &str, call: &str, also: &str| {
        let text = format!(
            "+++\ntitle = 'A flaw'\nsince = '0.1'\ncwe = [78]\nowasp = []\nalso = [{also}]\nimpact = 'high'\n\
             likelihood = 'medium'\nconfidence = 'high'\neffort = '1h'\nmessage = \"m\"\nfix = 'Do not'\n\
             [[detect.call]]\ncall = '{call}'\n+++\n\nIt is bad.\n\n## What can happen\n\nThings.\n"
        );
        (format!("rules/danger/{id}/rule.md"), text)
    };
    let pages = [
        page(
            "danger-call",
            "danger.go",
            "'bandit:B602', 'ruff:S602', 'sonar:S2077', 'pylint:W0123'",
        ),
        page("other-call", "danger.other", "'bandit:B101', 'ruff:S101'"),
    ];
    let pages = pages
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let rules = RuleSet::with_checks(pages, &[]).expect("rules");
    rules
        .with_elsewhere("[semgrep]\nbad-call = ['danger-call']\n[plugin]\nASA001 = ['danger-call']\nassay-danger-call = ['danger-call']\n")
        .expect("table")
}

fn review(files: &[(&str, &str)], options: &Options) -> Review {
    let models = Models::parse(&[("kinds.toml", ""), ("danger.toml", "package = 'danger'\n")])
        .expect("models");
    let project = Project::from_texts(files.iter().copied());
    scan(&project, &rules(), &models, options, &())
}

fn today() -> Options {
    let today = Date {
        year: 2026,
        month: 11,
        day: 23,
    };
    Options {
        today: Some(today),
        ..Options::default()
    }
}

/// Everything that a review says of findings and suppressions, one line each.
fn told(review: &Review) -> Vec<String> {
    let mut lines = Vec::new();
    for finding in &review.findings {
        lines.push(format!("{} {}", finding.place.start.line, finding.rule));
    }
    for one in &review.suppressed {
        let until = one
            .until
            .map_or_else(String::new, |day| format!(" until {day}"));
        lines.push(format!(
            "{} suppressed by {} in {}: {}{until}",
            one.finding.place.start.line,
            one.by,
            one.line.unwrap_or_default(),
            one.reason
        ));
    }
    for one in &review.suppressions.unused {
        lines.push(format!("unused {} {} {}", one.line, one.by, one.name));
    }
    for one in &review.suppressions.invalid {
        lines.push(format!("{} {}", one.line.unwrap_or_default(), one.text));
    }
    for (name, count) in &review.suppressions.foreign {
        lines.push(format!("foreign {name} {count}"));
    }
    lines
}

fn check(code: &str, expected: &[&str]) {
    let text = format!("import danger\n{code}");
    assert_eq!(
        told(&review(&[("app.py", &text)], &today())),
        expected,
        "{code}"
    );
}

#[test]
fn a_comment_counts_at_every_line_of_the_statement() {
    check(
        "danger.go(1)  # assay: ignore[danger-call] why\n",
        &["2 suppressed by assay: ignore in 2: why"],
    );
    check(
        "danger.go(\n    1,  # assay: ignore[danger-call] why\n)\n",
        &["2 suppressed by assay: ignore in 3: why"],
    );
    check(
        "x = [\n    danger.go(1),\n]  # nosec\n",
        &["3 suppressed by nosec in 4: "],
    );
    check(
        "# assay: ignore[danger-call] why\ndanger.go(1)\n",
        &["3 suppressed by assay: ignore in 2: why"],
    );
    check(
        "# assay: ignore[danger-call] why\n# more words\ndanger.go(1)\n",
        &["4 suppressed by assay: ignore in 2: why"],
    );
    check(
        "danger.go(1)  # nosemgrep: a.b.bad-call\n",
        &["2 suppressed by nosemgrep in 2: "],
    );
    check(
        "# nosemgrep\ndanger.go(1)\n",
        &["3 suppressed by nosemgrep in 2: "],
    );
}

#[test]
fn a_comment_elsewhere_does_not_count() {
    check("# nosec\ndanger.go(1)\n", &["3 danger-call"]);
    check("x = 1  # nosec\ndanger.go(1)\n", &["3 danger-call"]);
    check(
        "# assay: ignore[danger-call] why\n\ndanger.go(1)\n",
        &["4 danger-call", "unused 2 assay: ignore danger-call"],
    );
    check("danger.go('# nosec')\n", &["2 danger-call"]);
    check(
        "danger.go('''\n# assay: ignore[danger-call] why\n''')\n",
        &["2 danger-call"],
    );
    check("if danger.go(1):\n    pass  # nosec\n", &["2 danger-call"]);
}

#[test]
fn names_are_ids_families_weaknesses_and_patterns() {
    for name in ["danger-call", "danger", "cwe-78", "danger-*", "Danger-Call"] {
        let code = format!("danger.go(1)  # assay: ignore[{name}] why\n");
        check(&code, &["2 suppressed by assay: ignore in 2: why"]);
    }
    check(
        "danger.go(1)  # assay: ignore[danger-cal] why\n",
        &[
            "2 danger-call",
            "2 no rule, family or weakness is called `danger-cal`, did you mean `danger-call`?",
        ],
    );
    check(
        "danger.go(1)  # assay: ignore[danger-call, other-call] why\n",
        &[
            "2 suppressed by assay: ignore in 2: why",
            "unused 2 assay: ignore other-call",
        ],
    );
}

#[test]
fn without_reason_or_past_its_day_it_does_not_count() {
    check(
        "danger.go(1)  # assay: ignore[danger-call]\n",
        &[
            "2 danger-call",
            "2 a suppression gives its reason; write `assay: ignore[danger-call] why this is no flaw`",
        ],
    );
    check(
        "danger.go(1)  # assay: ignore[danger-call] until=2026-11-22 why\n",
        &[
            "2 danger-call",
            "2 this suppression held until 2026-11-22 and counts no more; repair the flaw, or write a later day",
        ],
    );
    check(
        "danger.go(1)  # assay: ignore[danger-call] until=2026-11-23 why\n",
        &["2 suppressed by assay: ignore in 2: why until 2026-11-23"],
    );
}

#[test]
fn other_tools_suppress_what_they_know_too() {
    for (comment, by) in [
        ("nosec", "nosec"),
        ("nosec B602", "nosec"),
        ("nosec subprocess_popen_with_shell_equals_true", "nosec"),
        ("noqa", "noqa"),
        ("noqa: E501, S602", "noqa"),
        ("noqa: S", "noqa"),
        ("NOSONAR", "NOSONAR"),
        ("pylint: disable=eval-used", "pylint: disable"),
        ("pylint: disable=W0123", "pylint: disable"),
        ("noqa: ASA001", "noqa"),
        ("pylint: disable=assay-danger-call", "pylint: disable"),
    ] {
        let code = format!("danger.go(1)  # {comment}\n");
        check(&code, &[&format!("2 suppressed by {by} in 2: ")]);
    }
    check("danger.other(1)  # NOSONAR\n", &["2 other-call"]);
    check(
        "danger.go(1)  # nosec B101\n",
        &["2 danger-call", "unused 2 nosec B101"],
    );
    check(
        "danger.go(1)  # nosec B999\n",
        &["2 danger-call", "foreign nosec B999 1"],
    );
    check("danger.go(1)  # noqa: E501\n", &["2 danger-call"]);
    check(
        "danger.go(1)  # noqa: S999\n",
        &["2 danger-call", "foreign noqa S999 1"],
    );
    check("x = 1  # nosec\n", &[]);
}

#[test]
fn pylint_speaks_of_blocks() {
    let by = |line: u32, at: u32| format!("{line} suppressed by pylint: disable in {at}: ");
    let block = "def f():  # pylint: disable=eval-used\n    danger.go(1)\ndanger.go(2)\n";
    check(block, &["4 danger-call", &by(3, 2)]);
    let rest = "danger.go(1)\ndef f():\n    danger.go(2)\n    # pylint: disable=eval-used\n    danger.go(3)\n    if x:\n        danger.go(4)\ndanger.go(5)\n";
    check(
        rest,
        &[
            "2 danger-call",
            "4 danger-call",
            "9 danger-call",
            &by(6, 5),
            &by(8, 5),
        ],
    );
    let ended = "# pylint: disable=all\ndanger.go(1)\n# pylint: enable=eval-used\ndanger.go(2)\n";
    check(ended, &["5 danger-call", &by(3, 2)]);
    check(
        "# pylint: disable-next=eval-used\ndanger.go(1)\ndanger.go(2)\n",
        &["4 danger-call", &by(3, 2)],
    );
    check("# pylint: skip-file\ndanger.go(1)\n", &[&by(3, 2)]);
    check(
        "# flake8: noqa\ndanger.go(1)\n",
        &["3 suppressed by noqa in 2: "],
    );
    let over = "def f():\n    pass\n    # pylint: disable=eval-used\ndanger.go(1)\n";
    check(
        over,
        &["5 danger-call", "unused 4 pylint: disable eval-used"],
    );
}

#[test]
fn nothing_counts_when_suppressions_are_left_out() {
    let options = Options {
        no_suppress: true,
        ..today()
    };
    let text = "import danger\ndanger.go(1)  # nosec\n";
    assert_eq!(
        told(&review(&[("app.py", text)], &options)),
        ["2 danger-call"]
    );
}

#[test]
fn fingerprints_do_not_depend_on_suppressions() {
    let of = |text: &str| {
        let review = review(&[("app.py", text)], &today());
        let suppressed = review.suppressed.iter().map(|one| &one.finding);
        let mut all: Vec<_> = review.findings.iter().chain(suppressed).collect();
        all.sort_by_key(|finding| finding.place.start.line);
        all.iter()
            .map(|finding| finding.fingerprint.clone())
            .collect::<Vec<_>>()
    };
    let plain = of("import danger\ndanger.go(1)\ndanger.go(1)\n");
    assert_eq!(
        plain,
        of("import danger\ndanger.go(1)  # nosec\ndanger.go(1)\n")
    );
    assert_ne!(plain.first(), plain.get(1));
}

#[test]
fn every_line_end_and_a_mark_are_fine() {
    for text in [
        "import danger\r\n# assay: ignore[danger-call] why\r\ndanger.go(1)\r\n",
        "import danger\r# assay: ignore[danger-call] why\rdanger.go(1)\r",
        "\u{feff}import danger\n# assay: ignore[danger-call] why\ndanger.go(1)\n",
    ] {
        let review = review(&[("app.py", text)], &today());
        assert_eq!(
            told(&review),
            ["3 suppressed by assay: ignore in 2: why"],
            "{text:?}"
        );
    }
}

#[test]
fn thousands_of_suppressions_are_read_in_time_and_bounded() {
    let mut text = "import danger\n".to_owned();
    for _ in 0..3_000 {
        text.push_str(
            "danger.go(1)  # nosec  # pylint: disable=eval-used # assay: ignore[danger-call] why\n",
        );
    }
    let one = review(&[("app.py", &text)], &today());
    assert_eq!((one.findings.len(), one.suppressed.len()), (0, 3_000));
    let many = format!(
        "import danger\n{}danger.go(1)\n",
        "# nosec\n".repeat(30_000)
    );
    let review = review(&[("app.py", &many)], &today());
    assert_eq!(review.suppressions.invalid.len(), 1);
    let wide = format!("# assay: ignore[{}] why\n", "danger-call,".repeat(100_000));
    check(
        &format!("{wide}danger.go(1)\n"),
        &[
            "3 danger-call",
            "2 a suppression names its rules in brackets; write `assay: ignore[RULE] reason`",
        ],
    );
}
