//! What the topics of the inspection and the exercises of lessons promise.
#![expect(clippy::expect_used, reason = "a test may fail loudly")]

use assay_finding::{Exercise, Offered};
use assay_models::Models;
use assay_rules::{all, checklist, lesson, lessons};
use assay_scan::{Options, scan};
use assay_source::Project;

/// Stands in front of every Python file of an example.
const PRELUDE: &str = include_str!("../prelude.py");

/// The topics that a review asks about.
const TOPICS: [&str; 11] = [
    "authentication",
    "authorisation",
    "session",
    "input-handling",
    "error-handling",
    "cryptography",
    "data-protection",
    "configuration",
    "files",
    "apis",
    "business-logic",
];

#[test]
fn every_topic_is_there_with_five_to_ten_questions() {
    let topics = &checklist().topics;
    let ids: Vec<_> = topics.iter().map(|topic| topic.id.as_str()).collect();
    assert_eq!(ids, TOPICS);
    for topic in topics {
        let number = topic.questions.len();
        assert!((5..=10).contains(&number), "{}: {number}", topic.id);
        assert!(
            topic.about.ends_with('.'),
            "{}: `about` is a sentence",
            topic.id
        );
        for question in &topic.questions {
            assert!(
                question.text.ends_with('?'),
                "{}/{}: no question",
                topic.id,
                question.id
            );
            assert!(!question.cwe.is_empty(), "{}/{}", topic.id, question.id);
        }
    }
}

#[test]
fn topics_name_only_kinds_and_roles_that_models_have() {
    let unknown = checklist().unknown_kinds(Models::embedded().kinds());
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_rule_is_a_lesson() {
    assert_eq!(lessons().len(), all().len());
    for lesson in lessons() {
        assert!(!lesson.pairs.is_empty(), "{}", lesson.rule);
        assert!(lesson.blocks.len() > 3, "{}", lesson.rule);
    }
    assert!(lesson("no-such-rule").is_none());
}

#[test]
fn nearly_every_lesson_has_exercises() {
    let lessons = lessons();
    let has = |wanted: fn(&Exercise) -> bool| {
        let all = lessons.iter();
        all.filter(|lesson| lesson.exercises.iter().any(wanted))
            .count()
    };
    let lines = has(|exercise| matches!(exercise, Exercise::Line(_)));
    let repairs = has(|exercise| matches!(exercise, Exercise::Repair(_)));
    assert!(lines * 100 >= lessons.len() * 85, "{lines} have a line");
    assert!(
        repairs * 100 >= lessons.len() * 65,
        "{repairs} have a repair"
    );
}

#[test]
fn no_exercise_shows_its_answer() {
    for lesson in lessons() {
        for exercise in &lesson.exercises {
            let codes: Vec<&str> = match exercise {
                Exercise::Line(line) => vec![&line.code],
                Exercise::Repair(repair) => {
                    let offers = repair.offers.iter().map(|offer| offer.code.as_str());
                    offers.chain([repair.before.as_str()]).collect()
                }
            };
            for code in codes {
                assert!(
                    !code.contains("# finding") && !code.contains("# source"),
                    "{}/{}",
                    lesson.rule,
                    exercise.id()
                );
            }
        }
    }
}

/// True if the rule reports the code that is offered.
fn is_reported(rule: &str, language: &str, offer: &Offered) -> bool {
    let (name, text) = match (language, offer.file.as_str()) {
        ("python", "") => ("app.py", format!("{PRELUDE}{}", offer.code)),
        ("python", file) => (file, format!("{PRELUDE}{}", offer.code)),
        (_, file) => (file, offer.code.clone()),
    };
    let project = Project::from_texts([(name, text.as_str())]);
    let names = [rule.to_owned()];
    let rules = all().choose(&names, &[]).expect("a rule");
    let review = scan(
        &project,
        &rules,
        Models::embedded(),
        &Options::default(),
        &(),
    );
    !review.findings.is_empty()
}

#[test]
fn the_repair_that_holds_is_silent_and_the_others_are_reported() {
    let mut wrong = Vec::new();
    let mut offered = 0;
    for lesson in lessons() {
        for exercise in &lesson.exercises {
            let Exercise::Repair(repair) = exercise else {
                continue;
            };
            let right = repair.offers.iter().filter(|offer| offer.holds).count();
            assert_eq!(right, 1, "{}/{}", lesson.rule, repair.id);
            for offer in &repair.offers {
                offered += 1;
                if is_reported(&lesson.rule, &repair.language, offer) == offer.holds {
                    wrong.push(format!("{}/{}: {}", lesson.rule, repair.id, offer.code));
                }
            }
        }
    }
    assert!(offered > 200, "{offered}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n---\n"));
}
