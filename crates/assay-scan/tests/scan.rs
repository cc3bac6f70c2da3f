//! Whole scans with rules and models of three lines: files in, findings out.
#![expect(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use assay_finding::{Level, Review, Risk};
use assay_models::Models;
use assay_scan::check::{Check, Context, Report};
use assay_scan::{Options, RuleSet, scan};
use assay_source::Project;

const KINDS: &str = "
[source.remote]
text = 'a value that the client chooses'
[sink.sql]
text = 'becomes text of a statement'
[sink.secret-key]
text = 'signs'
";

const SHOP: &str = "
package = 'shop'
[[source]]
read = 'shop.request.args'
kind = 'remote'
text = 'the query string'
[[sink]]
call = 'shop.execute'
arg  = [0]
kind = 'sql'
[[sink]]
call = 'shop.sign'
arg  = [0]
kind = 'secret-key'
[[pass]]
call = 'shop.wrap'
from = [0]
[[entry]]
call     = 'shop.route()'
function = [0]
";

fn page(message: &str, detect: &str) -> String {
    format!(
        "+++\ntitle = 'A flaw'\nsince = '0.1'\ncwe = [89]\nowasp = []\nimpact = 'high'\nlikelihood = 'medium'\n\
         confidence = 'high'\neffort = '1h'\nmessage = \"{message}\"\nfix = 'Do not'\n{detect}\n+++\n\n\
         It is bad.\n\n## What can happen\n\nThings.\n"
    )
}

fn rules(pages: &[(&str, &str, &str)], checks: &[(&str, Check)]) -> RuleSet {
    let pages: Vec<(String, String)> = pages
        .iter()
        .map(|(id, message, detect)| (format!("rules/a/{id}/rule.md"), page(message, detect)))
        .collect();
    let pages = pages
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    RuleSet::with_checks(pages, checks).expect("rules")
}

fn review(rules: &RuleSet, files: &[(&str, &str)], options: &Options) -> Review {
    let models = Models::parse(&[("kinds.toml", KINDS), ("shop.toml", SHOP)]).expect("models");
    let project = Project::from_texts(files.iter().copied());
    scan(&project, rules, &models, options, &())
}

/// Rule, file, line and message of each finding.
fn told(review: &Review) -> Vec<String> {
    let findings = review.findings.iter();
    let line = |finding: &assay_finding::Finding| {
        let place = &finding.place;
        format!(
            "{} {}:{} {}",
            finding.rule, place.path, place.start.line, finding.message
        )
    };
    findings.map(line).collect()
}

fn check(rules: &RuleSet, files: &[(&str, &str)], expected: &[&str]) -> Review {
    let review = review(rules, files, &Options::default());
    assert_eq!(told(&review), expected);
    review
}

const TAINT: &str = "[detect.taint]\nfrom = ['remote']\nto = ['sql']";
const FLOW: &str = "from shop import request, execute\n\ndef find():\n    name = request.args['name']\n    return execute('SELECT ' + name)\n";

#[test]
fn a_flow_becomes_a_finding_with_its_path() {
    let rules = rules(&[("flow", "{source} reaches `{sink}`", TAINT)], &[]);
    let review = check(
        &rules,
        &[("app.py", FLOW)],
        &["flow app.py:5 The query string reaches `shop.execute`"],
    );
    let finding = &review.findings[0];
    assert_eq!(
        (finding.risk, finding.confidence),
        (Risk::High, Level::High)
    );
    assert_eq!(finding.function, "find");
    assert_eq!(
        finding.trace.first().map(|step| step.place.start.line),
        Some(4)
    );
    assert_eq!(
        finding.trace.last().map(|step| step.place.start.line),
        Some(5)
    );
}

#[test]
fn one_place_is_one_finding() {
    let rules = rules(&[("flow", "{source}", TAINT)], &[]);
    let text = "from shop import request, execute\n\ndef find():\n    execute(request.args['a'] + request.args['b'])\n";
    let review = check(
        &rules,
        &[("app.py", text)],
        &["flow app.py:4 The query string"],
    );
    assert!(
        review.findings[0].reason.contains("one other source"),
        "{}",
        review.findings[0].reason
    );
}

#[test]
fn texts_that_are_made_elsewhere_are_findings_of_their_own() {
    let rules = rules(&[("flow", "{source}", TAINT)], &[]);
    let text = "from shop import request, execute\n\ndef run(text):\n    execute(text)\n\ndef one():\n    run('a ' + request.args['a'])\n\ndef two():\n    run('b ' + request.args['b'])\n\ndef made(name):\n    execute('c ' + name)\n\ndef three():\n    made(request.args['a'])\n    made(request.args['b'])\n";
    check(
        &rules,
        &[("app.py", text)],
        &[
            "flow app.py:4 The query string",
            "flow app.py:4 The query string",
            "flow app.py:13 The query string",
        ],
    );
}

#[test]
fn a_call_is_judged_by_its_arguments() {
    let detect = "[[detect.call]]\ncall = ['shop.open']\nwhen = [{ arg = 'safe', is = false }]";
    let rules = rules(&[("call", "`{name}` is unsafe", detect)], &[]);
    let text = "import shop\nshop.open(safe=False)\nshop.open(safe=True)\nshop.open()\nflag = not True\nshop.open(safe=flag)\n";
    check(
        &rules,
        &[("app.py", text)],
        &[
            "call app.py:2 `shop.open` is unsafe",
            "call app.py:6 `shop.open` is unsafe",
        ],
    );
}

#[test]
fn an_assignment_is_judged_by_its_value() {
    let detect = "[[detect.write]]\nwrite = ['shop.App().config[\"DEBUG\"]']\nwhen = [{ arg = 'value', truthy = true }]";
    let rules = rules(&[("write", "debug", detect)], &[]);
    let text =
        "import shop\napp = shop.App()\napp.config['DEBUG'] = True\napp.config['DEBUG'] = False\n";
    check(&rules, &[("app.py", text)], &["write app.py:3 debug"]);
}

#[test]
fn a_constant_key_is_told_where_it_stands() {
    let rules = rules(
        &[(
            "key",
            "{source} signs",
            "[detect.literal]\nto = ['secret-key']",
        )],
        &[],
    );
    let text = "import shop\nKEY = 'pebble'\ndef go():\n    shop.sign(KEY)\n";
    let review = check(
        &rules,
        &[("app.py", text)],
        &["key app.py:2 A constant signs"],
    );
    assert_eq!(review.findings[0].trace.len(), 2);
    assert!(!format!("{:?}", review.findings[0].trace[0].text).contains("pebble"));
}

const SECRET: (&str, &str, &str) = (
    "secret",
    "`{name}` holds a secret",
    "[detect.secret]\nof = ['password', 'url']",
);

#[test]
fn secrets_are_found_wherever_they_are_given_a_name() {
    let rules = rules(&[SECRET], &[]);
    let text = "\
import os, shop
DB_PASSWORD = 'k9-Maple-tree'
class Settings:
    password = 'k9-Maple-tree'
def connect(host, password='k9-Maple-tree'):
    shop.connect(host, password='k9-Maple-tree')
    options = {'password': 'k9-Maple-tree', 'user': 'shop'}
    shop.settings.password = 'k9-Maple-tree'
    shop.config['password'] = 'k9-Maple-tree'
    os.environ.get('DB_PASSWORD', 'k9-Maple-tree')
    if options['password'] == 'k9-Maple-tree2':
        shop.connect('redis://:k9-Maple@cache/0')
    label = 'k9-Maple-tree'
    password = os.environ['DB_PASSWORD']
";
    let review = review(&rules, &[("app.py", text)], &Options::default());
    let lines: Vec<u32> = review
        .findings
        .iter()
        .map(|finding| finding.place.start.line)
        .collect();
    assert_eq!(
        lines,
        [2, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        "{:#?}",
        told(&review)
    );
    assert!(
        review
            .findings
            .iter()
            .all(|finding| !finding.message.contains("Maple"))
    );
}

#[test]
fn test_code_is_told_apart_and_counted() {
    let rules = rules(&[SECRET, ("flow", "{source}", TAINT)], &[]);
    let secret = "PASSWORD = 'k9-Maple-tree'\n";
    let files = [
        ("app.py", secret),
        ("tests/conftest.py", secret),
        ("tests/views.py", FLOW),
        ("test_a.py", secret),
    ];
    let review = check(
        &rules,
        &files,
        &[
            "secret app.py:1 `PASSWORD` holds a secret",
            "flow tests/views.py:5 The query string",
        ],
    );
    let skipped: Vec<_> = review
        .coverage
        .skipped
        .iter()
        .map(|skipped| (skipped.path.as_str(), skipped.files))
        .collect();
    assert_eq!(skipped, [("test_a.py", 1), ("tests", 2)]);
    assert!(review.coverage.is_complete());
    let all = Options {
        include_tests: true,
        ..Options::default()
    };
    assert_eq!(self::review(&rules, &files, &all).findings.len(), 4);
}

const CODE: &str = "[detect]\ncode = true\nwatch = ['shop.decode', 'shop.App().mode']";

fn unverified(ctx: &Context<'_>, report: &mut Report<'_>) {
    for call in ctx.calls("shop.decode") {
        if call.argument("options").key("verify").is_false() {
            report.at(call);
        }
    }
    for write in ctx.writes("shop.App().mode") {
        if write.value().text() == Some("open") {
            report.at_write(write);
        }
    }
}

#[test]
fn a_check_sees_resolved_calls_and_constants() {
    let rules = rules(
        &[("code", "`{name}` is not verified", CODE)],
        &[("code", unverified)],
    );
    let text = "\
from shop import decode as read, App
OPTIONS = {'verify': False}
read(1, options={'verify': False})
read(1, options={'verify': True})
read(1)
def go():
    read(1, options=OPTIONS)
app = App()
app.mode = 'open'
app.mode = 'closed'
";
    let name = "`shop.decode` is not verified";
    let expected = [
        format!("code app.py:3 {name}"),
        format!("code app.py:7 {name}"),
        "code app.py:9 `shop.App().mode` is not verified".to_owned(),
    ];
    check(
        &rules,
        &[("app.py", text)],
        &expected.each_ref().map(String::as_str),
    );
}

fn asserted(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx
        .functions()
        .filter(|function| ctx.serves_requests(*function))
    {
        for (condition, range) in function.assertions() {
            if function.words(condition).contains("is_admin") {
                report.at_range(function, range, "is_admin");
            }
        }
    }
}

#[test]
fn a_check_sees_assertions_that_serve_requests() {
    let rules = rules(
        &[("code", "{name} is asserted", CODE)],
        &[("code", asserted)],
    );
    let text = "\
import shop
@shop.route('/a')
def view(user):
    assert user.is_admin and user.name
    helper(user)
def helper(user):
    assert user.is_admin(1) == True
    assert user.name
def unused(user):
    assert user.is_admin
";
    check(
        &rules,
        &[("app.py", text)],
        &[
            "code app.py:4 is_admin is asserted",
            "code app.py:7 is_admin is asserted",
        ],
    );
}

fn broken(_: &Context<'_>, _: &mut Report<'_>) {
    panic!("the check is broken");
}

#[test]
fn a_rule_that_panics_costs_only_itself() {
    let rules = rules(
        &[("code", "x", CODE), ("flow", "{source}", TAINT)],
        &[("code", broken)],
    );
    let review = check(
        &rules,
        &[("app.py", FLOW)],
        &["flow app.py:5 The query string"],
    );
    let problems: Vec<_> = review
        .coverage
        .problems
        .iter()
        .map(|problem| problem.text.as_str())
        .collect();
    assert_eq!(
        problems,
        ["the rule code failed, so it reports nothing: the check is broken"]
    );
    assert!(!review.coverage.is_complete());
}

#[test]
fn a_broken_file_is_a_problem_and_the_rest_is_read() {
    let rules = rules(&[("flow", "{source}", TAINT)], &[]);
    let files = [
        ("app.py", FLOW),
        ("broken.py", "def (:\n"),
        ("deep.py", &"(".repeat(5000)),
        ("nul.py", "\0\0"),
    ];
    let review = review(&rules, &files, &Options::default());
    assert_eq!(told(&review), ["flow app.py:5 The query string"]);
    let paths: std::collections::BTreeSet<_> = review
        .coverage
        .problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    assert!(
        paths.contains("broken.py") && paths.contains("deep.py"),
        "{paths:?}"
    );
}

#[test]
fn coverage_says_what_was_seen() {
    let rules = rules(&[("flow", "{source}", TAINT)], &[]);
    let text = "import shop\n@shop.route('/a')\ndef view(a):\n    pass\n";
    let review = review(
        &rules,
        &[("app.py", text), ("notes.txt", "x\n")],
        &Options::default(),
    );
    assert_eq!(review.coverage.files.get("python"), Some(&1));
    assert_eq!(review.coverage.functions, 2);
    let entries: Vec<_> = review
        .coverage
        .entries
        .iter()
        .map(|entry| (entry.line, entry.function.as_str()))
        .collect();
    assert_eq!(entries, [(3, "view")]);
    assert_eq!(review.rules.len(), 1);
}

#[test]
fn the_same_input_gives_the_same_review() {
    let rules = rules(&[("flow", "{source}", TAINT), SECRET], &[]);
    let files: Vec<(String, String)> = (0..40)
        .map(|number| (format!("m{number}.py"), FLOW.to_owned()))
        .collect();
    let mut files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let first = review(&rules, &files, &Options::default());
    files.reverse();
    let second = review(&rules, &files, &Options::default());
    assert_eq!(first, second);
    assert_eq!(first.findings.len(), 40);
}
