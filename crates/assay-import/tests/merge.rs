//! Reports of other tools, merged into reviews: what is the same flaw, what is another, and what has no place.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test reads its input, and fails by panic"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use assay_finding::{
    Coverage, Effort, Finding, Level, Place, Rating, Review, Risk, RuleFacts, Suppressed,
    SuppressedBy,
};
use assay_import::{Report, merge, read};
use assay_source::{Project, Range, ReadOptions};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

fn teahouse() -> Project {
    Project::read(&data().join("teahouse"), &ReadOptions::default()).unwrap()
}

fn report(name: &str) -> Report {
    read(name, &std::fs::read(data().join(name)).unwrap()).unwrap()
}

fn rule(id: &str, cwe: &[u32], also: &[&str]) -> RuleFacts {
    RuleFacts {
        id: id.to_owned(),
        family: "injection".to_owned(),
        title: id.to_owned(),
        since: "0.1".to_owned(),
        cwe: cwe.to_vec(),
        owasp: vec!["A03:2021".to_owned()],
        also: also.iter().map(|name| (*name).to_owned()).collect(),
        impact: Level::High,
        likelihood: Level::High,
        confidence: Level::High,
        effort: Effort { minutes: 60 },
        message: String::new(),
        fix: "Bind the value".to_owned(),
        references: Vec::new(),
        summary: "A lesson.".to_owned(),
        danger: "Harm.".to_owned(),
        example: None,
        proof: None,
        help: String::new(),
        default_on: true,
        known_misses: 0,
        known_noise: 0,
    }
}

fn finding(project: &Project, rule: &RuleFacts, path: &str, text: &str) -> Finding {
    let file = project.file_at(path).unwrap();
    let start = u32::try_from(file.text.find(text).unwrap()).unwrap();
    let end = start + u32::try_from(text.len()).unwrap();
    Finding {
        rule: rule.id.clone(),
        message: "as it is".to_owned(),
        risk: Risk::Critical,
        rating: Rating::given(Risk::Critical, "as the rule says"),
        confidence: Level::High,
        reason: String::new(),
        cwe: rule.cwe.clone(),
        place: Place::of(file, Range::new(start, end)),
        function: String::new(),
        request: None,
        trace: Vec::new(),
        fingerprint: format!("{}-{start}", rule.id),
        imported: false,
        origins: Vec::new(),
    }
}

/// A review of the teahouse that knows of the statement and of the pickle.
fn review(project: &Project) -> Review {
    let sql = rule("sql-injection", &[89], &["bandit:B608", "ruff:S608"]);
    let pickle = rule("unsafe-pickle", &[502], &["bandit:B301"]);
    let views = "shop/views.py";
    let findings = vec![
        finding(
            project,
            &sql,
            views,
            "sqlite3.connect(\"shop.db\").execute(statement)",
        ),
        finding(project, &pickle, views, "pickle.loads(request.get_data())"),
    ];
    Review::new(findings, vec![sql, pickle], Coverage::default())
}

/// What a review tells: each finding with who reports it, then what became of the files, then the problems.
fn told(review: &Review) -> String {
    let mut text = String::new();
    for finding in &review.findings {
        let place = &finding.place;
        let by = finding.reported_by().unwrap_or_default();
        writeln!(
            text,
            "{}:{} {} {}: {by}",
            place.path, place.start.line, finding.rule, finding.risk
        )
        .unwrap();
    }
    for imported in &review.coverage.imported {
        writeln!(text, "{}", imported.sentence()).unwrap();
    }
    for problem in &review.coverage.problems {
        writeln!(text, "problem {}: {}", problem.path, problem.text).unwrap();
    }
    text
}

fn check(names: &[&str], expected: &str) {
    let project = teahouse();
    let mut review = review(&project);
    let reports: Vec<Report> = names.iter().map(|name| report(name)).collect();
    merge(&mut review, &project, &reports);
    let actual = told(&review);
    assert!(actual == expected, "{names:?} is now:\n{actual}");
    // Which file is named first does not matter for the findings.
    let mut other = self::review(&project);
    let turned: Vec<Report> = reports.into_iter().rev().collect();
    merge(&mut other, &project, &turned);
    assert_eq!(other.findings, review.findings);
    let count = u32::try_from(review.findings.len()).unwrap();
    assert_eq!(review.counts.total, count);
    for finding in &review.findings {
        assert!(
            review.rule(&finding.rule).is_some(),
            "{} has no facts",
            finding.rule
        );
    }
}

#[test]
fn bandit_joins_what_is_known_and_adds_the_rest() {
    check(&["bandit.json"], BANDIT);
}

#[test]
fn both_forms_of_one_tool_are_told_once() {
    check(&["bandit.json", "bandit.sarif"], TWICE);
}

#[test]
fn all_tools_together_name_each_flaw_once() {
    check(
        &["bandit.json", "ruff.sarif", "semgrep.sarif", "codeql.sarif"],
        ALL,
    );
}

#[test]
fn advisories_belong_to_the_line_of_their_package() {
    check(&["pip-audit.json"], PACKAGES);
}

#[test]
fn a_path_of_data_comes_along_and_links_do_not() {
    let project = teahouse();
    let mut review = Review::new(Vec::new(), Vec::new(), Coverage::default());
    merge(&mut review, &project, &[report("codeql.sarif")]);
    let sql = &review.findings[0];
    assert_eq!(
        sql.message,
        "This SQL query depends on a user-provided value"
    );
    assert_eq!(sql.place.text(), "statement");
    assert_eq!(sql.risk, Risk::High);
    assert_eq!(
        sql.rating.impact.factors[0].reason,
        "CodeQL says: severity 8.8 of 10"
    );
    let steps: Vec<&str> = sql.trace.iter().map(|step| step.place.text()).collect();
    assert_eq!(steps, ["request", "statement"]);
}

#[test]
fn a_secret_is_spread_neither_by_place_nor_by_message() {
    let project = teahouse();
    let mut review = Review::new(Vec::new(), Vec::new(), Coverage::default());
    merge(
        &mut review,
        &project,
        &[report("bandit.json"), report("ruff.sarif")],
    );
    let text = serde_json::to_string(&review).unwrap();
    assert!(text.contains("B105") && !text.contains("thyme"), "{text}");
}

#[test]
fn what_the_project_asked_not_to_be_told_stays_so() {
    let project = teahouse();
    let mut review = review(&project);
    review.suppress(|finding| {
        (finding.rule == "sql-injection").then(|| Suppressed {
            finding: finding.clone(),
            reason: "only read".to_owned(),
            by: SuppressedBy::Assay,
            path: "shop/views.py".to_owned(),
            line: Some(16),
            who: String::new(),
            until: None,
        })
    });
    merge(&mut review, &project, &[report("codeql.sarif")]);
    assert_eq!(review.suppressed[0].finding.origins[0].tool, "CodeQL");
    assert!(
        review
            .findings
            .iter()
            .all(|finding| finding.rule != "codeql:py/sql-injection")
    );
    assert_eq!(review.coverage.imported[0].suppressed, 1);
}

#[test]
fn what_has_no_place_is_told() {
    let project = Project::from_texts([("app.py", "import os\nos.system(line)\n")]);
    let log = r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Tool"}}, "results": [
        {"ruleId": "A", "message": {"text": "x"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "gone.py"}, "region": {"startLine": 3}}}]},
        {"ruleId": "B", "message": {"text": "x"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "app.py"}, "region": {"startLine": 30}}}]},
        {"ruleId": "C", "message": {"text": "x"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "app.py"}, "region": {"startLine": 2, "snippet": {"text": "eval(something)"}}}}]},
        {"ruleId": "D", "message": {"text": "x"}},
        {"ruleId": "E", "message": {"text": "x"}, "kind": "pass", "locations": []},
        {"ruleId": "F", "message": {"text": "x"}, "suppressions": [{"kind": "inSource"}], "locations": []},
        7, null, []
    ]}]}"#;
    let mut review = Review::new(Vec::new(), Vec::new(), Coverage::default());
    merge(
        &mut review,
        &project,
        &[read("tool.sarif", log.as_bytes()).unwrap()],
    );
    assert_eq!(told(&review), LOST);
}

#[test]
fn hostile_reports_neither_fail_nor_add_more_than_text() {
    let project = Project::from_texts([
        ("app.py", "eval(x)\n"),
        ("requirements.txt", "flask==2.2.2\n"),
    ]);
    let place = r#""locations": [{"physicalLocation": {"artifactLocation": {"uri": "app.py"}, "region": {"startLine": 1}}}]"#;
    let long = "a ".repeat(100_000);
    let logs = [
        // Wrong types everywhere.
        r#"{"version": 7, "runs": [7, [], {}, {"tool": [], "results": {}}, {"results": [{"ruleId": 7, "locations": 9}]}]}"#.to_owned(),
        format!(r#"{{"runs": [{{"tool": {{"driver": {{"name": 7, "rules": [1, {{"id": []}}]}}}}, "results": [{{"ruleId": "x", "ruleIndex": 99999999999, "message": [], {place}}}]}}]}}"#),
        // Names that would be more than names.
        format!(r#"{{"runs": [{{"tool": {{"driver": {{"name": "\u001b[2J<script>alert(1)</script>", "version": "=cmd()", "rules": [{{"id": "a`|\n::error::x", "helpUri": "javascript:alert(1)", "name": "x-\u202e"}}]}}}}, "results": [{{"ruleId": "a`|\n::error::x", "message": {{"text": "\u001b]0;x\u0007 [a](http://b) =1+1 {long}"}}, {place}}}]}}]}}"#),
        // A base that is its own base, numbers at their limits.
        r#"{"runs": [{"tool": {"driver": {"name": "t"}}, "originalUriBaseIds": {"a": {"uri": "x", "uriBaseId": "a"}}, "results": [{"ruleId": "r", "locations": [{"physicalLocation": {"artifactLocation": {"uri": "app.py", "uriBaseId": "a"}, "region": {"startLine": 4294967295, "endLine": 18446744073709551615, "startColumn": 0, "endColumn": -1}}}]}]}]}"#.to_owned(),
        r#"{"results": [{"test_id": "B1", "filename": "app.py", "line_number": 1, "line_range": [1, 99999999999999], "col_offset": 4294967295, "end_col_offset": -4, "issue_cwe": {"id": "x"}, "code": 4}, {"test_id": "B1"}, 3], "metrics": 3}"#.to_owned(),
        r#"{"dependencies": [{"name": "flask", "version": 3, "vulns": [{"id": "=X", "aliases": [1, "\u202e"], "fix_versions": 7}, {}, 4]}, 5, {"name": [], "vulns": [{"id": "a"}]}]}"#.to_owned(),
    ];
    for log in &logs {
        let mut review = Review::new(Vec::new(), Vec::new(), Coverage::default());
        let report = read("x.json", log.as_bytes()).unwrap();
        merge(&mut review, &project, &[report]);
        for finding in &review.findings {
            let facts = review.rule(&finding.rule).unwrap();
            assert!(finding.message.chars().count() <= 1_001);
            assert!(facts.references.is_empty());
            let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "._:/-@+".contains(sign);
            assert!(finding.rule.chars().all(is_plain), "{}", finding.rule);
        }
    }
}

#[test]
fn a_cut_or_damaged_report_never_fails_badly() {
    let project = teahouse();
    for name in [
        "bandit.json",
        "bandit.sarif",
        "ruff.sarif",
        "semgrep.sarif",
        "codeql.sarif",
        "pip-audit.json",
    ] {
        let whole = std::fs::read_to_string(data().join(name)).unwrap();
        let words = ["null", "7", "[]", "{}", "\"x\"", "true", "-1", "1e99"];
        // Each value in turn becomes another one.
        let places: Vec<usize> = whole.match_indices(": ").map(|(at, _)| at + 2).collect();
        for (turn, at) in places.iter().enumerate().step_by(7) {
            let rest = &whole[*at..];
            let end = rest.find([',', '\n', '}']).unwrap_or(rest.len());
            let damaged = format!(
                "{}{}{}",
                &whole[..*at],
                words[turn % words.len()],
                &rest[end..]
            );
            if let Ok(report) = read(name, damaged.as_bytes()) {
                let mut review = review(&project);
                merge(&mut review, &project, &[report]);
            }
        }
        for cut in (0..whole.len()).step_by(97) {
            assert!(
                whole
                    .get(..cut)
                    .is_none_or(|cut| read(name, cut.as_bytes()).is_err())
            );
        }
    }
}

#[test]
fn many_findings_on_one_line_are_merged_in_reasonable_time() {
    let project = Project::from_texts([("app.py", "eval(x)\n")]);
    let result = r#"{"ruleId": "py/code-injection", "message": {"text": "x"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "app.py"}, "region": {"startLine": 1}}}]}"#;
    let results = vec![result; 40_000].join(",");
    let log = format!(
        r#"{{"runs": [{{"tool": {{"driver": {{"name": "CodeQL"}}}}, "results": [{results}]}}]}}"#
    );
    let mut review = Review::new(Vec::new(), Vec::new(), Coverage::default());
    merge(&mut review, &project, &[read("x", log.as_bytes()).unwrap()]);
    assert_eq!(review.findings.len(), 1);
    assert_eq!(review.coverage.imported[0].folded, 39_999);
}

const BANDIT: &str = "\
shop/views.py:2 bandit:B403 low: Reported by Bandit 1.9.4 (B403, severity low), and not by Assay
shop/views.py:4 bandit:B404 low: Reported by Bandit 1.9.4 (B404, severity low), and not by Assay
shop/views.py:9 bandit:B105 low: Reported by Bandit 1.9.4 (B105, severity low), and not by Assay
shop/views.py:16 sql-injection critical: Also reported by Bandit 1.9.4 (B608, severity medium, line 15)
shop/views.py:21 unsafe-pickle critical: Also reported by Bandit 1.9.4 (B301, severity medium)
shop/views.py:26 bandit:B602 low: Reported by Bandit 1.9.4 (B602, severity low), and not by Assay
shop/views.py:26 bandit:B607 low: Reported by Bandit 1.9.4 (B607, severity low), and not by Assay
shop/views.py:27 bandit:B324 high: Reported by Bandit 1.9.4 (B324, severity high), and not by Assay
shop/views.py:31 bandit:B201 high: Reported by Bandit 1.9.4 (B201, severity high), and not by Assay
bandit.json, Bandit 1.9.4: 9 findings; 2 as Assay reports too, 7 that only other tools report
";
const TWICE: &str = "\
shop/views.py:2 bandit:B403 low: Reported by Bandit 1.9.4 (B403, severity low), and not by Assay
shop/views.py:4 bandit:B404 low: Reported by Bandit 1.9.4 (B404, severity low), and not by Assay
shop/views.py:9 bandit:B105 low: Reported by Bandit 1.9.4 (B105, severity low), and not by Assay
shop/views.py:16 sql-injection critical: Also reported by Bandit 1.9.4 (B608, severity medium, line 15)
shop/views.py:21 unsafe-pickle critical: Also reported by Bandit 1.9.4 (B301, severity medium)
shop/views.py:26 bandit:B602 low: Reported by Bandit 1.9.4 (B602, severity low), and not by Assay
shop/views.py:26 bandit:B607 low: Reported by Bandit 1.9.4 (B607, severity low), and not by Assay
shop/views.py:27 bandit:B324 high: Reported by Bandit 1.9.4 (B324, severity high), and not by Assay
shop/views.py:31 bandit:B201 high: Reported by Bandit 1.9.4 (B201, severity high), and not by Assay
bandit.json, Bandit 1.9.4: 9 findings; 4 that only other tools report, 5 told twice
bandit.sarif, Bandit 1.9.4: 9 findings; 2 as Assay reports too, 3 that only other tools report, 4 told twice
";
const ALL: &str = "\
shop/views.py:2 bandit:B403 low: Reported by Bandit 1.9.4 (B403, severity low), and not by Assay
shop/views.py:4 bandit:B404 low: Reported by Bandit 1.9.4 (B404, severity low), and not by Assay
shop/views.py:9 ruff:S105 medium: Reported by ruff 0.17.6 (S105); Bandit 1.9.4 (B105, severity low), and not by Assay
shop/views.py:16 sql-injection critical: Also reported by Bandit 1.9.4 (B608, severity medium, line 15); CodeQL 2.20.0 (py/sql-injection, severity 8.8 of 10); ruff 0.17.6 (S608, line 15)
shop/views.py:21 unsafe-pickle critical: Also reported by Bandit 1.9.4 (B301, severity medium); Semgrep OSS 1.182.0 (rules.loads, severity error); ruff 0.17.6 (S301)
shop/views.py:26 bandit:B602 low: Reported by Bandit 1.9.4 (B602, severity low), and not by Assay
shop/views.py:26 bandit:B607 low: Reported by Bandit 1.9.4 (B607, severity low), and not by Assay
shop/views.py:27 bandit:B324 high: Reported by Bandit 1.9.4 (B324, severity high); CodeQL 2.20.0 (py/weak-sensitive-data-hashing, severity 7.5 of 10); ruff 0.17.6 (S324), and not by Assay
shop/views.py:31 bandit:B201 high: Reported by Bandit 1.9.4 (B201, severity high), and not by Assay
shop/views.py:31 semgrep:rules.debug-on medium: Reported by Semgrep OSS 1.182.0 (rules.debug-on, severity warning), and not by Assay
bandit.json, Bandit 1.9.4: 9 findings; 2 as Assay reports too, 6 that only other tools report, 1 told twice
ruff.sarif, ruff 0.17.6: 4 findings; 2 as Assay reports too, 1 that only other tools report, 1 told twice
semgrep.sarif, Semgrep OSS 1.182.0: 2 findings; 1 as Assay reports too, 1 that only other tools report
codeql.sarif, CodeQL 2.20.0: 2 findings; 1 as Assay reports too, 1 told twice
";
const PACKAGES: &str = "\
requirements.txt:1 pip-audit:vulnerability medium: Reported by pip-audit (PYSEC-2023-62), and not by Assay
requirements.txt:1 pip-audit:vulnerability medium: Reported by pip-audit (PYSEC-2099-1), and not by Assay
shop/views.py:16 sql-injection critical: 
shop/views.py:21 unsafe-pickle critical: 
pip-audit.json, pip-audit: 2 findings; 2 that only other tools report
problem : pip-audit.json: pip-audit did not judge teahouse-stock: Dependency not found on PyPI and could not be audited: teahouse-stock (1.0)
";
const LOST: &str = "\
tool.sarif, Tool: 8 findings; 1 left out on request, 3 at places that are not here, 4 not understood
problem : tool.sarif: 4 findings of Tool have no rule or place, or are too many, and were left out
problem app.py: Tool reports B (line 30), C (line 2) at lines that are gone or changed since; run Tool again
problem gone.py: Tool reports A (line 3) in a file that this review did not read
";
