//! A plan as its readers rely on it.

use assay_source::Range;
use jiff::civil::date;

use super::*;
use crate::{Access, Circumstances, Coverage, Level, Matrix, Rating, Step};

fn place(path: &str, line: u32) -> Place {
    let text = "x\n".repeat(line as usize);
    let start = (line - 1) * 2;
    Place::in_text(path, &text, Range::new(start, start + 1))
}

fn rule(id: &str, family: &str) -> RuleFacts {
    RuleFacts {
        id: id.to_owned(),
        family: family.to_owned(),
        title: id.to_owned(),
        since: "0.1".to_owned(),
        cwe: Vec::new(),
        owasp: Vec::new(),
        also: Vec::new(),
        impact: Level::High,
        likelihood: Level::High,
        confidence: Level::High,
        effort: Effort { minutes: 30 },
        message: String::new(),
        fix: "Repair it".to_owned(),
        references: Vec::new(),
        summary: String::new(),
        danger: String::new(),
        example: None,
        help: String::new(),
        proof: None,
        default_on: true,
        known_misses: 0,
        known_noise: 0,
    }
}

fn finding(rule: &str, places: &[(&str, u32)], access: Access, impact: Level) -> Finding {
    let flaw = Circumstances::new(impact, Level::High, Level::High).reached_by(access, "");
    let rating = Rating::of(&flaw, &Matrix::default());
    let steps: Vec<Step> = places
        .iter()
        .map(|(path, line)| Step {
            place: place(path, *line),
            text: String::new(),
        })
        .collect();
    let (path, line) = places.last().copied().unwrap_or(("a.py", 1));
    Finding {
        rule: rule.to_owned(),
        message: String::new(),
        risk: rating.risk,
        rating,
        confidence: Level::High,
        reason: String::new(),
        cwe: Vec::new(),
        place: place(path, line),
        function: String::new(),
        request: None,
        trace: if steps.len() > 1 { steps } else { Vec::new() },
        fingerprint: format!("{rule} {places:?}"),
        imported: false,
        origins: Vec::new(),
    }
}

fn review(findings: Vec<Finding>) -> Review {
    let rules = vec![
        rule("sql", "injection"),
        rule("debug", "config"),
        rule("package", "dependencies"),
        rule("hash", "crypto"),
    ];
    Review::new(findings, rules, Coverage::default())
}

fn start() -> Start {
    Start {
        today: date(2026, 11, 22),
        calendar: Calendar::default(),
        earlier: None,
    }
}

fn plan(findings: Vec<Finding>) -> Plan {
    Plan::of(&review(findings), &start(), &|_| Owner::nobody())
}

fn titles(plan: &Plan) -> Vec<&str> {
    plan.tasks.iter().map(|task| task.title.as_str()).collect()
}

#[test]
fn one_helper_that_all_flows_pass_is_one_task() {
    let flow = |line| {
        finding(
            "sql",
            &[("helper.py", 3), ("db.py", line)],
            Access::Anybody,
            Level::High,
        )
    };
    let alone = finding(
        "sql",
        &[("views.py", 1), ("views.py", 2)],
        Access::Anybody,
        Level::High,
    );
    let plan = plan(vec![flow(5), flow(6), flow(7), alone]);
    assert_eq!(
        titles(&plan),
        ["sql in helper.py:3; closes 3 findings", "sql in views.py:2"]
    );
}

#[test]
fn every_finding_is_in_exactly_one_task() {
    let mut findings = Vec::new();
    for line in 1..20 {
        findings.push(finding(
            "sql",
            &[
                ("a.py", line % 3 + 1),
                ("b.py", line),
                ("c.py", line % 5 + 1),
            ],
            Access::Login,
            Level::High,
        ));
        findings.push(finding(
            "hash",
            &[("d.py", line)],
            Access::Unknown,
            Level::Low,
        ));
        findings.push(finding(
            "package",
            &[("requirements.txt", line)],
            Access::Application,
            Level::High,
        ));
    }
    let review = review(findings);
    let plan = Plan::of(&review, &start(), &|_| Owner::nobody());
    let mut closed: Vec<&String> = plan.tasks.iter().flat_map(|task| &task.findings).collect();
    let mut all: Vec<&String> = review
        .findings
        .iter()
        .map(|finding| &finding.fingerprint)
        .collect();
    closed.sort();
    all.sort();
    assert_eq!(closed, all);
}

#[test]
fn what_closes_most_risk_for_the_least_work_comes_first() {
    let critical = finding(
        "sql",
        &[("a.py", 1), ("a.py", 2)],
        Access::Anybody,
        Level::High,
    );
    let low = finding("hash", &[("b.py", 1)], Access::Unknown, Level::Low);
    let plan = plan(vec![low, critical]);
    let risks: Vec<Risk> = plan.tasks.iter().map(|task| task.risk).collect();
    assert_eq!(risks, [Risk::Critical, Risk::Medium]);
    assert_eq!(plan.effort.minutes, 60);
}

#[test]
fn a_day_that_was_given_stays_and_may_be_over() {
    let findings = vec![finding(
        "debug",
        &[("run.py", 4)],
        Access::Application,
        Level::High,
    )];
    let review = review(findings);
    let mut earlier = Plan::of(
        &review,
        &Start {
            today: date(2026, 1, 1),
            ..start()
        },
        &|_| Owner::nobody(),
    );
    assert!(earlier.overdue().next().is_none());
    let task = earlier.tasks.first_mut().unwrap();
    task.due = Some(date(2026, 3, 1));
    let now = Plan::of(
        &review,
        &Start {
            earlier: Some(earlier),
            ..start()
        },
        &|_| Owner::nobody(),
    );
    let task = now.overdue().next().unwrap();
    assert_eq!(task.due, Some(date(2026, 3, 1)));
    assert_eq!(task.known_since, date(2026, 1, 1));
}

#[test]
fn a_plan_survives_being_written_and_read() {
    let plan = plan(vec![finding(
        "debug",
        &[("run.py", 4)],
        Access::Application,
        Level::High,
    )]);
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
}

#[test]
fn owners_are_asked_for_the_place_that_is_repaired() {
    let flow = |line| {
        finding(
            "sql",
            &[("helper.py", 3), ("db.py", line)],
            Access::Anybody,
            Level::High,
        )
    };
    let review = review(vec![flow(5), flow(6)]);
    let plan = Plan::of(&review, &start(), &|place| Owner {
        name: place.path.clone(),
        by: "the test".to_owned(),
    });
    assert_eq!(plan.tasks.first().unwrap().owner.name, "helper.py");
}
