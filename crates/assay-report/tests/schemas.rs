//! What those who import our reports ask of them: SonarQube, GitLab and GitHub, each by a schema or its documented limits.
//!
//! The review is the one that every format is tested with, once as it is and once with texts far longer than anybody takes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reads its expectations, and fails by panic"
)]

mod golden_review;

use assay_finding::{Coverage, Review};
use assay_report::{Format, Options};
use golden_review::golden_review;
use serde_json::Value;

fn render(review: &Review, format: Format) -> Value {
    let mut out = Vec::new();
    let options = Options {
        time: "2026-11-23T10:00:00".to_owned(),
        ..Options::default()
    };
    assay_report::write(review, format, &options, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// Reviews that differ in what they strain.
fn reviews() -> [Review; 3] {
    let mut long = golden_review();
    let text = "ä \u{1b}[1m".repeat(200_000);
    for finding in &mut long.findings {
        finding.message.clone_from(&text);
    }
    for rule in &mut long.rules {
        rule.title.clone_from(&text);
        rule.summary.clone_from(&text);
        rule.fix.clone_from(&text);
        rule.cwe = (1..40).collect();
    }
    [
        golden_review(),
        Review::new(Vec::new(), Vec::new(), Coverage::default()),
        long,
    ]
}

fn follows(format: Format, schema: &str) {
    let schema = serde_json::from_str(schema).unwrap();
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("schema.json", schema).unwrap();
    let index = compiler.compile("schema.json", &mut schemas).unwrap();
    for review in reviews() {
        if let Err(error) = schemas.validate(&render(&review, format), index) {
            let text = format!("{error:#}");
            panic!("{}", text.chars().take(2_000).collect::<String>());
        }
    }
}

#[test]
fn sonarqube_can_import_it() {
    follows(Format::Sonar, include_str!("data/sonar-generic.json"));
    for review in reviews() {
        let import = render(&review, Format::Sonar);
        let rules: Vec<&Value> = import["rules"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rule| &rule["id"])
            .collect();
        for issue in import["issues"].as_array().unwrap() {
            assert!(rules.contains(&&issue["ruleId"]), "{}", issue["ruleId"]);
        }
    }
}

#[test]
fn gitlab_can_import_it() {
    follows(Format::Gitlab, include_str!("data/gitlab-sast.json"));
}

#[test]
fn sarif_follows_the_official_schema_however_long_texts_are() {
    follows(Format::Sarif, include_str!("data/sarif-2.1.0-rtm.5.json"));
}

/// GitHub refuses, or cuts, what goes beyond these; its manual has them under *SARIF support for code scanning*.
#[test]
fn github_takes_all_of_our_sarif() {
    for review in reviews() {
        let log = render(&review, Format::Sarif);
        assert_eq!(log["version"], "2.1.0");
        assert!(log["$schema"].is_string());
        let runs = log["runs"].as_array().unwrap();
        assert_eq!(runs.len(), 1);
        let driver = &runs[0]["tool"]["driver"];
        assert!(driver["name"].is_string());
        for rule in driver["rules"].as_array().unwrap() {
            let length = |text: &Value| text.as_str().unwrap().chars().count();
            assert!((1..=255).contains(&length(&rule["id"])));
            assert!((1..=1024).contains(&length(&rule["shortDescription"]["text"])));
            assert!((1..=1024).contains(&length(&rule["fullDescription"]["text"])));
            assert!(length(&rule["help"]["text"]) >= 1);
            assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 10);
            let severity = &rule["properties"]["security-severity"];
            let severity: f64 = severity.as_str().unwrap().parse().unwrap();
            assert!((0.0..=10.0).contains(&severity));
        }
        for result in runs[0]["results"].as_array().unwrap() {
            assert!(result["ruleId"].is_string() && result["message"]["text"].is_string());
            assert!((1..=100).contains(&result["locations"].as_array().unwrap().len()));
            assert!(
                result["partialFingerprints"]
                    .as_object()
                    .is_some_and(|prints| !prints.is_empty())
            );
            let flows = result["codeFlows"].as_array().into_iter().flatten();
            let steps: usize = flows
                .flat_map(|flow| flow["threadFlows"].as_array().into_iter().flatten())
                .map(|flow| flow["locations"].as_array().unwrap().len())
                .sum();
            assert!(steps <= 1_000, "{steps}");
        }
    }
}
