//! A reviewer of a small application: with routes, settings, packages, a plan, questions and a lesson.
//!
//! Whatever the project chooses to be called here tries to be markup.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use assay_finding::inspection::{Group, Inspection, Question, Spot, Topic};
use assay_finding::inventory::{GuardRow, InputRow, ReasonRow, RouteRow};
use assay_finding::plan::{Calendar, Owner, Plan, Start};
use assay_finding::{
    Application, Example, Exercise, Gate, Lesson, LessonBlock, LessonPair, LineExercise, Offered,
    PackageRow, Repair, RepairExercise, Review, Risk, SettingRow, SettingValue,
};
use assay_server::{Reviewer, Seen};
use jiff::civil::date;

use super::project::Shop;

/// What would run if a page let it.
pub const HOSTILE: &str = "<script>alert(1)</script>\u{202e}";

/// An application with a flaw in each line that says so.
#[derive(Clone)]
pub struct Sample {
    pub shop: Shop,
    /// How many functions take part in login.
    pub places: Arc<AtomicU32>,
}

impl Sample {
    pub fn new() -> Self {
        let text = "a = 1\nb = flaw\nc = 2\nd = flaw too\n";
        Self {
            shop: Shop::of("shop.py", text),
            places: Arc::new(AtomicU32::new(2)),
        }
    }
}

impl Reviewer for Sample {
    fn review(&self, progress: &dyn Fn(&str)) -> Result<Seen, String> {
        let mut seen = self.shop.review(progress)?;
        seen.review.application = Some(application());
        seen.review.inspection = Some(inspection(self.places.load(Ordering::SeqCst)));
        seen.review.plan = Some(plan(&seen.review));
        Ok(seen)
    }

    fn fix(&self, _: &Seen, _: &str) -> Option<Repair> {
        Some(Repair {
            say: "take the flaw out".to_owned(),
            note: None,
            proof: Repair::PROOF.to_owned(),
            diff: format!(
                "--- shop.py\n+++ shop.py\n@@ -2 +2 @@\n-b = flaw\n+b = 2  # {HOSTILE}\n"
            ),
            changes: Vec::new(),
        })
    }

    fn plan(&self, judged: &Review, earlier: Option<Plan>) -> Option<Plan> {
        let start = Start { earlier, ..start() };
        Some(Plan::of(judged, &start, &|_| Owner::nobody()))
    }

    fn judge(&self, judged: &mut Review) -> Result<(), String> {
        let gate = Gate {
            fail_on: Some(Risk::Medium),
            overdue: true,
            ..Gate::default()
        };
        judged.gate = Some(gate.judge(judged, |_| false));
        Ok(())
    }

    fn formats(&self) -> Vec<(String, String)> {
        vec![("json".to_owned(), "review.json".to_owned())]
    }

    fn report(&self, judged: &Review, _: &str) -> Result<Vec<u8>, String> {
        let told = serde_json::json!({ "plan": judged.plan, "gate": judged.gate });
        Ok(told.to_string().into_bytes())
    }

    fn lesson(&self, rule: &str) -> Option<Lesson> {
        (rule == "some-flaw").then(lesson)
    }
}

fn application() -> Application {
    Application {
        routes: vec![
            route("/", "GET", &["GET"], "safe-method"),
            route("/order", "POST", &["POST"], "none"),
            route("/account", "POST", &[], "protected"),
            route(&format!("/{HOSTILE}"), "GET", &[], "safe-method"),
        ],
        environments: vec!["production".to_owned(), HOSTILE.to_owned()],
        settings: vec![
            setting("DEBUG", "False", "True", "shop.py:2"),
            setting("SECRET_KEY", "***", "***", "shop.py:3"),
        ],
        packages: vec![
            package("flask", "", &[]),
            package(
                "jinja2",
                "flask",
                &["GHSA-aaaa-bbbb-cccc", "javascript:alert(1)"],
            ),
        ],
        ..Application::default()
    }
}

fn route(rule: &str, method: &str, open: &[&str], csrf: &str) -> RouteRow {
    let guard = GuardRow {
        asks: "login".to_owned(),
        by: "decorator".to_owned(),
        name: "login_required".to_owned(),
        reason: vec![ReasonRow {
            text: format!("the decorator {HOSTILE}"),
            path: "shop.py".to_owned(),
            line: 1,
        }],
        ..GuardRow::default()
    };
    RouteRow {
        methods: vec![method.to_owned()],
        rule: rule.to_owned(),
        view: format!("view of {method} {rule}"),
        path: "shop.py".to_owned(),
        line: 2,
        open: open.iter().map(|method| (*method).to_owned()).collect(),
        guards: if open.is_empty() {
            vec![guard]
        } else {
            Vec::new()
        },
        csrf: csrf.to_owned(),
        inputs: vec![InputRow {
            name: Some("number".to_owned()),
            from: "form".to_owned(),
            validated: None,
        }],
        sinks: vec!["sql".to_owned()],
        ..RouteRow::default()
    }
}

fn setting(key: &str, first: &str, second: &str, place: &str) -> SettingRow {
    let value = |value: &str| SettingValue {
        value: value.to_owned(),
        place: place.to_owned(),
    };
    SettingRow {
        key: key.to_owned(),
        means: "decides something".to_owned(),
        values: vec![value(first), value(second)],
    }
}

fn package(name: &str, via: &str, ids: &[&str]) -> PackageRow {
    PackageRow {
        name: name.to_owned(),
        version: "1.0".to_owned(),
        place: "requirements.txt:1".to_owned(),
        via: via.to_owned(),
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        upgrade: if ids.is_empty() {
            String::new()
        } else {
            "2.0".to_owned()
        },
        reach: HOSTILE.to_owned(),
    }
}

fn plan(review: &Review) -> Plan {
    Plan::of(review, &start(), &|_| Owner::nobody())
}

fn start() -> Start {
    Start {
        today: date(2026, 11, 23),
        calendar: Calendar::default(),
        earlier: None,
    }
}

fn inspection(places: u32) -> Inspection {
    let spot = |line: u32| Spot {
        path: "shop.py".to_owned(),
        line,
        last_line: line,
        name: format!("function {line} {HOSTILE}"),
        why: "takes part".to_owned(),
    };
    let group = Group {
        text: format!("{places} functions take part in login"),
        total: places,
        spots: (1..=places).map(spot).collect(),
        ..Group::default()
    };
    let question = |id: &str, always: bool| Question {
        id: id.to_owned(),
        text: format!("Does `{id}` hold?"),
        look_for: vec!["One answer for all".to_owned()],
        asvs: vec!["6.3.1".to_owned()],
        cwe: vec![204],
        always,
        ..Question::default()
    };
    Inspection {
        topics: vec![
            Topic {
                id: "authentication".to_owned(),
                title: "Authentication".to_owned(),
                about: "Who somebody is.".to_owned(),
                questions: vec![
                    question("one-answer", false).with_groups(vec![group]),
                    question("policy", true),
                    question("nothing", false),
                ],
            },
            Topic {
                id: "files".to_owned(),
                title: "Files".to_owned(),
                questions: vec![question("names", true)],
                ..Topic::default()
            },
        ],
    }
}

fn lesson() -> Lesson {
    let before = "x = request.args['x']\nrun(x)\n";
    Lesson {
        rule: "some-flaw".to_owned(),
        family: "some".to_owned(),
        title: "A line with a flaw".to_owned(),
        summary: "A flaw is a flaw.".to_owned(),
        fix: "Take it out".to_owned(),
        blocks: vec![
            LessonBlock::Heading {
                text: "What can happen".to_owned(),
            },
            LessonBlock::Prose {
                text: format!(
                    "It runs {HOSTILE} with `run`.\n\n- [read](javascript:alert(1))\n- [more](https://example.org)"
                ),
            },
        ],
        pairs: vec![LessonPair {
            heading: "Plain".to_owned(),
            example: Example {
                language: "python".to_owned(),
                before: before.to_owned(),
                after: "run('x')\n".to_owned(),
            },
        }],
        references: vec!["https://example.org/lesson".to_owned()],
        exercises: vec![
            Exercise::Line(LineExercise {
                id: "line-1".to_owned(),
                language: "python".to_owned(),
                file: String::new(),
                code: before.to_owned(),
                right: vec![2],
                choices: vec![1, 2],
                explanation: "It runs there.".to_owned(),
            }),
            Exercise::Repair(RepairExercise {
                id: "repair-1".to_owned(),
                language: "python".to_owned(),
                before: before.to_owned(),
                offers: vec![offer("run(str(x))\n", false), offer("run('x')\n", true)],
                explanation: "Nothing of the request runs.".to_owned(),
            }),
        ],
    }
}

fn offer(code: &str, holds: bool) -> Offered {
    Offered {
        file: String::new(),
        code: code.to_owned(),
        holds,
    }
}
