//! Rule pages in, rules or faults with their line out.

use std::fmt::Write as _;

use super::*;
use crate::SecretKind;

const FACTS: &str = r#"title      = "Something is open"
since      = "0.1"
cwe        = [89]
owasp      = ["A03:2021"]
impact     = "high"
likelihood = "medium"
confidence = "low"
effort     = "30min"
message    = "{source} opens something"
fix        = "Close it"
references = ["https://example.org/"]
"#;

const TAINT: &str = "[detect.taint]\nfrom = [\"remote\"]\nto = [\"sql\"]\n";

const BODY: &str = "Opening is bad. More.\n\n## What can happen\n\nThings.\n\n## Flask\n\n\
    ```python vulnerable\nrun(a)  # finding\n```\n\n```python safe\nrun(1)\n```\n";

fn page(facts: &str) -> String {
    format!("+++\n{facts}+++\n\n{BODY}")
}

fn parse(facts: &str) -> Result<Rule, RuleError> {
    Rule::parse("rules/injection/open-thing/rule.md", &page(facts), None)
}

/// The line and the text of the fault of these facts.
fn fault(facts: &str) -> (u32, String) {
    let error = parse(facts).expect_err("a fault");
    assert_eq!(error.path, "rules/injection/open-thing/rule.md");
    (error.line, error.fault.to_string())
}

fn check_fault(old: &str, new: &str, line: u32, text: &str) {
    let facts = format!("{FACTS}\n{TAINT}");
    assert!(facts.contains(old), "{old}");
    let (found_line, found) = fault(&facts.replace(old, new));
    assert!(found.contains(text), "{found}");
    assert_eq!(found_line, line, "{found}");
}

#[test]
fn a_page_becomes_a_rule() {
    let rule = parse(&format!("{FACTS}\n{TAINT}")).expect("a rule");
    assert_eq!(
        (rule.facts.id.as_str(), rule.facts.family.as_str()),
        ("open-thing", "injection")
    );
    assert_eq!(rule.facts.summary, "Opening is bad");
    assert_eq!(rule.facts.effort.minutes, 30);
    assert!(
        rule.facts
            .help
            .contains("Vulnerable:\n\n```python\nrun(a)\n```")
    );
    assert_eq!(rule.lesson.pairs().count(), 1);
    assert!(matches!(rule.detects.as_slice(), [Detect::Taint { .. }]));
}

#[test]
fn a_rule_may_detect_in_several_ways() {
    let mut facts = format!("{FACTS}\n{TAINT}");
    let _ = write!(
        facts,
        r#"
[[detect.call]]
call = ["a.b", "a.C().d"]
when = [{{ arg = "verify", is = false }}]
unless = [{{ arg = 0, literal = true }}]
[[detect.call]]
call = "a.c"
[[detect.write]]
write = ['a.App().config["X"]']
when = [{{ arg = "value", truthy = true }}]
[[detect.literal]]
to = ["secret-key"]
[detect.secret]
of = ["password"]
"#
    );
    let rule = parse(&facts).expect("a rule");
    assert_eq!(rule.detects.len(), 6);
    assert!(
        matches!(&rule.detects[1], Detect::Call { calls, when, unless, .. }
        if calls.len() == 2 && when.len() == 1 && unless.len() == 1)
    );
    assert!(matches!(&rule.detects[5], Detect::Secret { of } if of == &[SecretKind::Password]));
}

#[test]
fn a_wrong_fact_is_named_with_its_line() {
    check_fault("title ", "titel ", 2, "titel");
    check_fault("\"high\"", "\"huge\"", 6, "huge");
    check_fault("[89]", "[89, 99999]", 4, "CWE-99999");
    check_fault("[89]", "[]", 2, "cwe");
    check_fault("\"A03:2021\"", "\"A3:2022\"", 5, "did you mean `A03:2021`");
    check_fault("30min", "soon", 9, "soon");
    check_fault("{source}", "{sauce}", 10, "{sauce}");
    check_fault("https://example", "http://example", 12, "https://");
    check_fault("\"0.1\"", "\"next\"", 3, "version");
    check_fault("from = [\"remote\"]", "form = [\"remote\"]", 15, "form");
    check_fault("Close it", "", 11, "fix");
}

#[test]
fn a_missing_fact_is_named() {
    check_fault("fix        = \"Close it\"\n", "", 2, "fix");
}

#[test]
fn a_rule_that_can_never_report_is_refused() {
    let (line, text) = fault(&format!("{FACTS}\n[detect]\n"));
    assert!(text.contains("never report"), "{text}");
    assert_eq!(line, 14);
}

#[test]
fn a_wrong_path_is_named() {
    let (line, text) = fault(&format!(
        "{FACTS}\n[[detect.call]]\ncall = [\"a.b\", \"a..b\"]\n"
    ));
    assert!(text.contains("a..b"), "{text}");
    assert_eq!(line, 15);
}

#[test]
fn a_wrong_condition_is_named() {
    let (line, text) = fault(&format!(
        "{FACTS}\n[[detect.call]]\ncall = \"a.b\"\nwhen = [{{ arg = 0, equals = 1 }}]\n"
    ));
    assert!(text.contains("equals"), "{text}");
    assert_eq!(line, 16);
}

#[test]
fn code_needs_a_check_and_a_check_needs_code() {
    let (_, text) = fault(&format!(
        "{FACTS}\n[detect]\ncode = true\nwatch = [\"a.b\"]\n"
    ));
    assert!(text.contains("a rule of your own cannot"), "{text}");
    let text = page(&format!("{FACTS}\n{TAINT}"));
    let rule = Rule::parse("rules/a/b/rule.md", &text, Some(|_, _| {}));
    assert_eq!(rule.expect_err("a fault").fault, Fault::UnusedCheck);
    let (_, text) = fault(&format!("{FACTS}\n[detect]\nwatch = [\"a.b\"]\n"));
    assert!(text.contains("code = true"), "{text}");
}

#[test]
fn a_python_block_of_a_page_says_what_it_is() {
    let text = page(&format!("{FACTS}\n{TAINT}")).replace("python safe", "python");
    let error = Rule::parse("rules/a/b/rule.md", &text, None).expect_err("a fault");
    assert_eq!(error.fault, Fault::NoVerdict);
}

#[test]
fn the_id_is_the_folder() {
    let text = page(&format!("{FACTS}\n{TAINT}"));
    for id in [
        "Open",
        "open_thing",
        "-a",
        "a-",
        "a--b",
        "1a",
        "",
        "..",
        "é",
    ] {
        let error = Rule::parse(&format!("rules/a/{id}/rule.md"), &text, None).expect_err(id);
        assert_eq!(error.fault, Fault::BadId(id.to_owned()));
    }
    let rule = Rule::parse(".assay/rules/my-rule/rule.md", &text, None).expect("a rule");
    assert_eq!(rule.facts.family, "project");
}

#[test]
fn known_mistakes_are_counted() {
    let rule = parse(&format!("{FACTS}\n{TAINT}")).expect("a rule");
    let cases =
        "## A\n\n```python\na()  # known-miss\nb()  # known-noise\nc()  # known-miss\n```\n";
    let facts = rule.with_cases("a/b/cases.md", cases).expect("cases").facts;
    assert_eq!((facts.known_misses, facts.known_noise), (2, 1));
}

#[test]
fn hostile_pages_are_faults_not_panics() {
    let deep = format!("+++\nx = {}\n+++\n", "[".repeat(20_000));
    let long = format!("+++\n{FACTS}\n{TAINT}+++\n{}", "`".repeat(1000));
    let pages = [
        "\u{0}",
        "+++",
        "+++\n+++",
        "+++\n\u{feff}\n+++\n```",
        "+++\r\n+++\r\n## ",
        deep.as_str(),
        long.as_str(),
    ];
    for text in pages {
        assert!(Rule::parse("rules/a/b/rule.md", text, None).is_err());
    }
    assert!(Rule::parse("", &page(FACTS), None).is_err());
    assert!(Rule::parse("rule.md", &page(FACTS), None).is_err());
}

fn set(ids: &[&str]) -> RuleSet {
    let text = page(&format!("{FACTS}\n{TAINT}"));
    let paths: Vec<String> = ids.iter().map(|id| format!("rules/{id}/rule.md")).collect();
    RuleSet::parse(paths.iter().map(|path| (path.as_str(), text.as_str()))).expect("a set")
}

fn ids(set: &RuleSet) -> Vec<&str> {
    set.iter().map(|rule| rule.facts.id.as_str()).collect()
}

#[test]
fn rules_are_chosen_by_id_family_and_weakness() {
    let rules = set(&["injection/one", "injection/two", "crypto/three"]);
    let choose = |select: &[&str], ignore: &[&str]| {
        let owned = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        rules.choose(&owned(select), &owned(ignore))
    };
    assert_eq!(
        ids(&choose(&[], &[]).expect("all")),
        ["one", "three", "two"]
    );
    assert_eq!(
        ids(&choose(&["injection"], &["two"]).expect("one")),
        ["one"]
    );
    assert_eq!(
        ids(&choose(&["CWE-089"], &["crypto"]).expect("two")),
        ["one", "two"]
    );
    let error = choose(&["tow"], &[]).expect_err("unknown");
    assert_eq!(error.suggestion.as_deref(), Some("two"));
    assert_eq!(
        choose(&[], &["cwe-1"]).expect_err("unknown").suggestion,
        None
    );
}

#[test]
fn one_id_means_one_rule() {
    let text = page(&format!("{FACTS}\n{TAINT}"));
    let pages = [
        ("rules/a/x/rule.md", text.as_str()),
        ("rules/b/x/rule.md", text.as_str()),
    ];
    let errors = RuleSet::parse(pages).expect_err("a fault");
    assert!(matches!(
        &errors[..],
        [RuleError {
            fault: Fault::Duplicate { .. },
            ..
        }]
    ));
}

#[test]
fn every_faulty_page_is_named() {
    let errors = RuleSet::parse([
        ("b/x/rule.md", ""),
        ("a/y/rule.md", "+++\n"),
        ("a/y/notes.md", ""),
    ]);
    let paths: Vec<_> = errors
        .expect_err("faults")
        .into_iter()
        .map(|error| error.path)
        .collect();
    assert_eq!(paths, ["a/y/rule.md", "b/x/rule.md"]);
}

#[test]
fn unknown_kinds_are_named() {
    let kinds = "[source.remote]\ntext = \"a\"\n[sink.sql]\ntext = \"b\"\n";
    let models = assay_models::Models::parse(&[("kinds.toml", kinds)]).expect("kinds");
    assert_eq!(set(&["a/one"]).unknown_kinds(models.kinds()), []);
    let text = page(&format!("{FACTS}\n{TAINT}")).replace("\"sql\"", "\"sqk\"");
    let rules = RuleSet::parse([("a/x/rule.md", text.as_str())]).expect("a set");
    let errors = rules.unknown_kinds(models.kinds());
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].to_string().contains("did you mean `sql`"),
        "{}",
        errors[0]
    );
}
