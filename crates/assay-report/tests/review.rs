//! One review in every format, against the files in `tests/golden`; `UPDATE=1` rewrites them.
//!
//! It holds what a format can get wrong: a path of data through two files, a call over several lines,
//! a very long line, tabs and wide characters, hostile names and texts, and everything that was not looked at.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reads its expectations, and fails by panic"
)]

mod golden_review;

use std::path::Path;

use assay_finding::{Coverage, Review};
use assay_report::{Format, Options};
use golden_review::golden_review;

fn render(review: &Review, format: Format, options: &Options) -> String {
    let mut out = Vec::new();
    assay_report::write(review, format, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn check(name: &str, format: Format, options: &Options) -> String {
    let actual = render(&golden_review(), format, options);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        actual == expected,
        "{name} is not as expected; UPDATE=1 rewrites it. It is now:\n{actual}"
    );
    actual
}

#[test]
fn terminal_output_is_as_expected() {
    let text = check("review.txt", Format::Terminal, &Options::default());
    assert!(
        !text.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r', '\t', '\u{7}']),
        "hostile content came through"
    );
}

#[test]
fn colours_are_as_expected() {
    check(
        "review-colour.txt",
        Format::Terminal,
        &Options {
            colour: true,
            width: 100,
            ..Options::default()
        },
    );
}

#[test]
fn json_is_as_expected() {
    let text = check("review.json", Format::Json, &Options::default());
    assert!(
        !text.contains(['\u{1b}', '\u{9b}', '\u{202e}']),
        "hostile content came through"
    );
}

#[test]
fn sarif_is_as_expected() {
    let text = check("review.sarif", Format::Sarif, &Options::default());
    assert!(
        !text.contains(['\u{1b}', '\u{9b}', '\u{202e}']),
        "hostile content came through"
    );
}

#[test]
fn sarif_follows_the_official_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("data/sarif-2.1.0-rtm.5.json")).unwrap();
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("sarif.json", schema).unwrap();
    let index = compiler.compile("sarif.json", &mut schemas).unwrap();
    for review in [
        golden_review(),
        Review::new(Vec::new(), Vec::new(), Coverage::default()),
    ] {
        let log =
            serde_json::from_str(&render(&review, Format::Sarif, &Options::default())).unwrap();
        if let Err(error) = schemas.validate(&log, index) {
            panic!("{error:#}");
        }
    }
}

#[test]
fn every_sarif_result_names_its_rule_and_its_place_in_the_list() {
    let text = render(&golden_review(), Format::Sarif, &Options::default());
    let log: serde_json::Value = serde_json::from_str(&text).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(
            run["tool"]["driver"]["rules"][index]["id"],
            result["ruleId"]
        );
        let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let index = usize::try_from(location["index"].as_u64().unwrap()).unwrap();
        assert_eq!(run["artifacts"][index]["location"]["uri"], location["uri"]);
    }
}

#[test]
fn nothing_but_paths_and_source_is_wider_than_the_terminal() {
    for width in [60, 80, 120] {
        let text = render(
            &golden_review(),
            Format::Terminal,
            &Options {
                width,
                ..Options::default()
            },
        );
        let is_ours = |line: &&str| {
            !line.contains(['|', '>']) && !line.contains("::: ") && !line.ends_with("1 finding")
        };
        for line in text.lines().filter(is_ours) {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn a_clean_review_says_so() {
    let text = render(
        &Review::new(Vec::new(), Vec::new(), Coverage::default()),
        Format::Terminal,
        &Options::default(),
    );
    assert!(
        text.ends_with("Nothing found, and nothing was missed.\n"),
        "{text}"
    );
}

#[test]
fn every_field_of_the_json_format_is_documented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/json.md");
    let page = std::fs::read_to_string(path).unwrap();
    let text = render(&golden_review(), Format::Json, &Options::default());
    let mut fields = std::collections::BTreeSet::new();
    collect_fields(&serde_json::from_str(&text).unwrap(), &mut fields);
    let missing: Vec<_> = fields
        .iter()
        .filter(|field| !page.contains(&format!("`{field}`")))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/json.md does not say what these are: {missing:?}"
    );
}

fn collect_fields(value: &serde_json::Value, fields: &mut std::collections::BTreeSet<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        fields.insert(name.clone());
        collect_fields(value, fields);
    }
    for value in value.as_array().into_iter().flatten() {
        collect_fields(value, fields);
    }
}

/// What every format makes of text that wants to be more than text.
fn is_inert(text: &str) {
    assert!(
        !text.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{7}']),
        "hostile content came through"
    );
}

#[test]
fn markdown_is_as_expected() {
    let text = check("review.md", Format::Markdown, &Options::default());
    is_inert(&text);
    assert!(
        !text.contains("[here](http"),
        "a link of the project is one"
    );
}

#[test]
fn a_table_is_as_expected() {
    is_inert(&check("review.csv", Format::Csv, &Options::default()));
}

#[test]
fn sonar_is_as_expected() {
    is_inert(&check(
        "review.sonar.json",
        Format::Sonar,
        &Options::default(),
    ));
}

#[test]
fn gitlab_is_as_expected() {
    is_inert(&check(
        "review.gitlab.json",
        Format::Gitlab,
        &Options::default(),
    ));
}

#[test]
fn junit_is_as_expected() {
    is_inert(&check(
        "review.junit.xml",
        Format::Junit,
        &Options::default(),
    ));
}

#[test]
fn junit_tells_of_which_day_the_advisories_are() {
    let mut review = golden_review();
    review.coverage.advisories = Some(assay_finding::Advisories {
        snapshot: "2026-07-23".to_owned(),
        days_old: Some(123),
        packages: 3,
        notice: String::new(),
    });
    let text = render(&review, Format::Junit, &Options::default());
    assert!(text.contains(r#"<property name="advisories" value="2026-07-23"/>"#));
    assert!(text.contains(r#"<property name="advisories-days-old" value="123"/>"#));
}

#[test]
fn github_is_as_expected() {
    let text = check("review.github.txt", Format::Github, &Options::default());
    is_inert(&text);
    let commands = text.lines().filter(|line| line.starts_with("::")).count();
    assert_eq!(
        commands,
        text.lines().count(),
        "text of the project became a line of its own"
    );
}

#[test]
fn html_is_as_expected_and_asks_for_nothing() {
    let text = check("review.html", Format::Html, &Options::default());
    is_inert(&text);
    for hostile in [
        "<img",
        "<iframe",
        "src=\"http",
        "url(",
        "@import",
        "=\"javascript:",
    ] {
        assert!(!text.contains(hostile), "{hostile} in the report");
    }
    assert_eq!(text.matches("<script").count(), 1, "only our own script");
    assert_eq!(
        text.matches(" style=").count(),
        0,
        "the policy forbids inline styles"
    );
}

#[test]
fn a_comment_is_as_expected() {
    let text = check("review.comment.md", Format::PrComment, &Options::default());
    is_inert(&text);
    assert!(text.starts_with("<!-- assay:review -->\n"), "{text}");
    assert!(
        !text.contains("[here](http"),
        "a link of the project is one"
    );
}

#[test]
fn a_comment_tells_what_is_new_and_what_was_repaired() {
    let mut review = golden_review();
    let mut before = review.clone();
    before.findings.truncate(2);
    review.findings.remove(0);
    review.compare_to(&before, "main", false);
    let text = render(&review, Format::PrComment, &Options::default());
    assert!(
        text.contains("**5 new findings**")
            && text.contains("Compared with <code>main</code>: 1 repaired, 1 known"),
        "{text}"
    );
    assert_eq!(text.matches("#### ").count(), 5, "{text}");
    assert!(text.contains("**Repaired:**"), "{text}");
    before = review.clone();
    review.compare_to(&before, "main", true);
    let text = render(&review, Format::PrComment, &Options::default());
    assert!(text.contains("**Nothing new was found.**"), "{text}");
}

#[test]
fn a_comment_is_no_larger_than_hosts_take_and_says_what_it_lacks() {
    let golden = golden_review();
    for (times, left_out) in [(15, false), (2_000, true)] {
        let findings = std::iter::repeat_n(golden.findings.clone(), times).flatten();
        let mut coverage = golden.coverage.clone();
        coverage.problems[0].text = "x@y ".repeat(5_000);
        let review = Review::new(findings.collect(), golden.rules.clone(), coverage);
        let text = render(&review, Format::PrComment, &Options::default());
        assert!(text.len() <= 65_536, "{}", text.len());
        assert!(text.contains("#### In short, for want of space"));
        assert_eq!(
            text.contains("for which this comment has no space"),
            left_out
        );
        assert!(text.ends_with("were read.</sub>\n"));
        assert_eq!(
            text.matches("<details>").count(),
            text.matches("</details>").count()
        );
    }
}

#[test]
fn nothing_of_the_project_leaves_its_place_in_a_comment() {
    let mut review = golden_review();
    let finding = &mut review.findings[0];
    finding.message = "@everyone </code></details><img src=x> ``` `@a` `".to_owned();
    finding.place.path = "a`b@c</code><!--.py".to_owned();
    finding.place.excerpt.text = "x = 1\n```\n@everyone\n````\n<!-- assay:review -->".to_owned();
    finding.trace.truncate(0);
    let text = render(&review, Format::PrComment, &Options::default());
    assert!(
        !text.contains("</code></details>") && !text.contains("<img"),
        "{text}"
    );
    assert!(
        text.contains("`````python\nx = 1\n```\n@everyone\n````\n<!-- assay:review -->\n`````\n")
            || text.contains("`````\nx = 1\n```"),
        "{text}"
    );
    assert!(!text.contains("c</code><!--"), "{text}");
}
