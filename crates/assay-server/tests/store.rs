//! What people said is kept, on SQLite and on PostgreSQL alike.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::format_collect,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test makes its input, fails by panic, and need not use all support"
)]

mod support;

use assay_server::store::{
    Answered, Change, Error, Manual, Outcome, Role, Sighting, State, Store, Tried,
};
use jiff::Timestamp;
use support::{block_on, both, on_both};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn noon() -> Timestamp {
    at("2026-11-23T12:00:00Z")
}

fn sighting(fingerprint: &str, path: &str, content: &str) -> Sighting {
    Sighting {
        fingerprint: fingerprint.to_owned(),
        rule: "some-flaw".to_owned(),
        title: "A flaw".to_owned(),
        message: "here".to_owned(),
        path: path.to_owned(),
        line: 3,
        risk: "high".to_owned(),
        function: "view".to_owned(),
        content: content.to_owned(),
        code: "c0de".to_owned(),
    }
}

fn outcome(seen: Vec<Sighting>) -> Outcome {
    Outcome {
        who: "ann".to_owned(),
        counts: [0, u32::try_from(seen.len()).unwrap(), 0, 0, 0],
        seen,
        rules: ["some-flaw".to_owned()].into(),
        ..Outcome::default()
    }
}

fn says(fingerprint: &str, version: i64, state: State) -> Change {
    Change {
        fingerprint: fingerprint.to_owned(),
        version,
        state: Some(state),
        reason: Some("because".to_owned()),
        until: Some("2027-01-31".to_owned()),
        code: "c0de".to_owned(),
        ..Change::default()
    }
}

async fn state(store: &Store, fingerprint: &str) -> State {
    store.judgement(fingerprint).await.unwrap().state
}

#[test]
fn a_judgement_is_kept_with_everything_before_it() {
    on_both(async |store| {
        store
            .judge(&[says("f1", 0, State::Confirmed)], "ann", noon())
            .await
            .unwrap();
        let change = Change {
            owner: Some("bob".to_owned()),
            due: Some("2026-12-24".to_owned()),
            rating: Some(("low".to_owned(), String::new(), "test data only".to_owned())),
            ..says("f1", 1, State::Accepted)
        };
        store.judge(&[change], "eve", noon()).await.unwrap();
        let now = store.judgement("f1").await.unwrap();
        assert_eq!(
            (now.state, now.version, now.who.as_str()),
            (State::Accepted, 2, "eve")
        );
        assert_eq!(
            (now.owner.as_str(), now.due.as_str(), now.until.as_str()),
            ("bob", "2026-12-24", "2027-01-31")
        );
        assert_eq!(
            (now.impact.as_str(), now.rating_reason.as_str()),
            ("low", "test data only")
        );
        let history = store.history("f1").await.unwrap();
        assert_eq!(history.len(), 2);
        assert_eq!(history[0], now);
        assert_eq!(
            (history[1].state, history[1].who.as_str()),
            (State::Confirmed, "ann")
        );
    });
}

#[test]
fn a_write_that_saw_an_older_version_changes_nothing() {
    on_both(async |store| {
        store
            .judge(&[says("f1", 0, State::Confirmed)], "ann", noon())
            .await
            .unwrap();
        let both = [
            says("f2", 0, State::Confirmed),
            says("f1", 0, State::FalseAlarm),
        ];
        let refused = store.judge(&both, "bob", noon()).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Conflict { who, .. } if who == "ann"),
            "{refused}"
        );
        assert_eq!(state(&store, "f1").await, State::Confirmed);
        // All or none: the other one was not written either.
        assert_eq!(store.judgement("f2").await.unwrap().version, 0);
    });
}

#[test]
fn many_writers_at_once_lose_nothing() {
    on_both(async |store| {
        let mut tasks = Vec::new();
        for writer in 0..8 {
            let store = store.clone();
            tasks.push(tokio::spawn(async move {
                let who = format!("writer{writer}");
                let mut kept = 0;
                while kept < 5 {
                    let version = store.judgement("f1").await.unwrap().version;
                    match store
                        .judge(&[says("f1", version, State::Confirmed)], &who, noon())
                        .await
                    {
                        Ok(()) => kept += 1,
                        Err(Error::Conflict { .. }) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let history = store.history("f1").await.unwrap();
        assert_eq!(history.len(), 40);
        let versions: Vec<i64> = history.iter().map(|one| one.version).collect();
        assert_eq!(versions, (1..=40).rev().collect::<Vec<_>>());
        for writer in 0..8 {
            let who = format!("writer{writer}");
            assert_eq!(history.iter().filter(|one| one.who == who).count(), 5);
        }
    });
}

#[test]
fn two_programs_share_a_store() {
    for (location, _kept) in both() {
        block_on(async {
            let one = Store::open(&location, "shop").await.unwrap();
            let other = Store::open(&location, "shop").await.unwrap();
            one.judge(&[says("f1", 0, State::Confirmed)], "ann", noon())
                .await
                .unwrap();
            let refused = other
                .judge(&[says("f1", 0, State::FalseAlarm)], "bob", noon())
                .await;
            assert!(matches!(refused, Err(Error::Conflict { .. })));
            other
                .judge(&[says("f1", 1, State::FalseAlarm)], "bob", noon())
                .await
                .unwrap();
            assert_eq!(one.stamp().await.unwrap(), other.stamp().await.unwrap());
            // Another project knows nothing of it.
            let elsewhere = Store::open(&location, "office").await.unwrap();
            assert_eq!(elsewhere.judgement("f1").await.unwrap().version, 0);
            assert_eq!(elsewhere.stamp().await.unwrap(), 0);
        });
    }
}

#[test]
fn what_is_missing_is_refused_in_words() {
    on_both(async |store| {
        let refused = async |change: Change| {
            store
                .judge(&[change], "ann", noon())
                .await
                .unwrap_err()
                .to_string()
        };
        let no_reason = |state| Change {
            reason: Some(" ".to_owned()),
            ..says("f1", 0, state)
        };
        assert!(
            refused(no_reason(State::FalseAlarm))
                .await
                .contains("say why")
        );
        assert!(
            refused(no_reason(State::Accepted))
                .await
                .contains("say why")
        );
        let until = |day: &str| Change {
            until: Some(day.to_owned()),
            ..says("f1", 0, State::Accepted)
        };
        assert!(refused(until("")).await.contains("until which day"));
        assert!(refused(until("2026-11-22")).await.contains("over already"));
        assert!(refused(until("soon")).await.contains("no day"));
        assert!(
            refused(Change {
                rating: Some(("low".to_owned(), String::new(), String::new())),
                ..says("f1", 0, State::Confirmed)
            })
            .await
            .contains("say why impact")
        );
        assert_eq!(store.stamp().await.unwrap(), 0);
        assert!(store.comment("f1", "  ", "ann", noon()).await.is_err());
    });
}

#[test]
fn a_scan_closes_what_is_gone_and_opens_what_comes_back() {
    on_both(async |store| {
        let seen = vec![
            sighting("f1", "a.py", "-1"),
            sighting("f2", "a.py", "-2"),
            sighting("f3", "a.py", "-3"),
        ];
        let first = store.record(&outcome(seen), noon()).await.unwrap();
        assert_eq!((first.number, first.fresh, first.gone), (1, 3, 0));
        store
            .judge(
                &[
                    says("f1", 0, State::Confirmed),
                    says("f2", 0, State::FalseAlarm),
                ],
                "ann",
                noon(),
            )
            .await
            .unwrap();

        let second = store
            .record(&outcome(vec![sighting("f3", "a.py", "-3")]), noon())
            .await
            .unwrap();
        assert_eq!((second.number, second.fresh, second.gone), (2, 0, 2));
        assert_eq!(state(&store, "f1").await, State::Repaired);
        // A false alarm whose code is gone was no flaw, and is none that was repaired.
        assert_eq!(state(&store, "f2").await, State::FalseAlarm);
        assert_eq!(state(&store, "f3").await, State::Open);
        let known = store.known().await.unwrap();
        assert!(known["f1"].gone && !known["f3"].gone);
        assert_eq!(
            (known["f1"].title.as_str(), known["f1"].last_scan),
            ("A flaw", 1)
        );

        let third = store
            .record(
                &outcome(vec![
                    sighting("f1", "a.py", "-1"),
                    sighting("f3", "a.py", "-3"),
                ]),
                noon(),
            )
            .await
            .unwrap();
        assert_eq!((third.fresh, third.gone), (0, 0));
        assert_eq!(state(&store, "f1").await, State::Open);
        let history = store.history("f1").await.unwrap();
        let told: Vec<_> = history
            .iter()
            .map(|one| (one.state, one.who.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (State::Open, "scan"),
                (State::Repaired, "scan"),
                (State::Confirmed, "ann")
            ]
        );
    });
}

#[test]
fn what_a_scan_could_not_look_at_stays_as_it_is() {
    on_both(async |store| {
        store
            .record(
                &outcome(vec![
                    sighting("f1", "a.py", "-1"),
                    sighting("f2", "b.py", "-2"),
                ]),
                noon(),
            )
            .await
            .unwrap();
        let broken = Outcome {
            unsure: ["a.py".to_owned()].into(),
            ..outcome(Vec::new())
        };
        assert_eq!(store.record(&broken, noon()).await.unwrap().gone, 1);
        assert_eq!(state(&store, "f1").await, State::Open);
        assert_eq!(state(&store, "f2").await, State::Repaired);
        let without_rule = Outcome {
            rules: ["another".to_owned()].into(),
            ..outcome(Vec::new())
        };
        assert_eq!(store.record(&without_rule, noon()).await.unwrap().gone, 0);
        assert_eq!(state(&store, "f1").await, State::Open);
    });
}

#[test]
fn what_was_said_follows_code_that_was_moved() {
    on_both(async |store| {
        store
            .record(
                &outcome(vec![sighting("old", "a.py", "the same long text")]),
                noon(),
            )
            .await
            .unwrap();
        store
            .judge(&[says("old", 0, State::Accepted)], "ann", noon())
            .await
            .unwrap();
        store
            .comment("old", "see the ticket", "ann", noon())
            .await
            .unwrap();
        let scan = store
            .record(
                &outcome(vec![sighting("new", "b.py", "the same long text")]),
                noon(),
            )
            .await
            .unwrap();
        assert_eq!((scan.fresh, scan.gone), (0, 0));
        let judgement = store.judgement("new").await.unwrap();
        assert_eq!(
            (judgement.state, judgement.reason.as_str()),
            (State::Accepted, "because")
        );
        assert_eq!(store.comments("new").await.unwrap().len(), 1);
        assert_eq!(store.known().await.unwrap()["new"].first_scan, 1);
    });
}

#[test]
fn answers_manual_findings_and_exercises_are_kept() {
    on_both(async |store| {
        let answer = Answered {
            topic: "session".to_owned(),
            question: "renewed".to_owned(),
            verdict: "holds".to_owned(),
            evidence: "login() clears it".to_owned(),
            places_mark: "abc".to_owned(),
            ..Answered::default()
        };
        store.answer(&answer, "ann", noon()).await.unwrap();
        assert!(matches!(
            store.answer(&answer, "bob", noon()).await,
            Err(Error::Conflict { .. })
        ));
        let answers = store.answers().await.unwrap();
        assert_eq!(
            (
                answers[0].version,
                answers[0].who.as_str(),
                answers[0].places_mark.as_str()
            ),
            (1, "ann", "abc")
        );
        let empty = Answered {
            evidence: String::new(),
            version: 1,
            ..answer
        };
        assert!(
            store
                .answer(&empty, "bob", noon())
                .await
                .unwrap_err()
                .to_string()
                .contains("how you know")
        );

        let manual = Manual {
            title: "Orders of others".to_owned(),
            description: "Nobody checks whose order it is".to_owned(),
            impact: "high".to_owned(),
            likelihood: "medium".to_owned(),
            cwe: "639".to_owned(),
            path: "a.py".to_owned(),
            from_line: 3,
            to_line: 4,
            lines: "x\ny".to_owned(),
            ..Manual::default()
        };
        let id = store.put_manual(&manual, "ann", noon()).await.unwrap();
        let kept = store.manuals().await.unwrap().remove(0);
        assert_eq!(
            (kept.id.as_str(), kept.version, kept.lines.as_str()),
            (id.as_str(), 1, "x\ny")
        );
        store
            .put_manual(
                &Manual {
                    withdrawn: true,
                    ..kept.clone()
                },
                "bob",
                noon(),
            )
            .await
            .unwrap();
        assert!(matches!(
            store.put_manual(&kept, "ann", noon()).await,
            Err(Error::Conflict { .. })
        ));
        assert!(store.manuals().await.unwrap()[0].withdrawn);

        for correct in [true, false, true] {
            let tried = Tried {
                rule: "r".to_owned(),
                exercise: "line-1".to_owned(),
                correct,
                ..Tried::default()
            };
            store.try_exercise(&tried, "ann", noon()).await.unwrap();
        }
        let progress = store.progress().await.unwrap();
        assert_eq!((progress[0].tried, progress[0].right), (3, 2));
    });
}

#[test]
fn a_review_travels_as_one_file_between_both_kinds_of_store() {
    let [(file, _folder), (database, _server)] = both();
    block_on(async {
        let one = Store::open(&file, "shop").await.unwrap();
        one.record(&outcome(vec![sighting("f1", "a.py", "-1")]), noon())
            .await
            .unwrap();
        one.judge(&[says("f1", 0, State::Accepted)], "ann", noon())
            .await
            .unwrap();
        one.comment("f1", "“quotes” & <tags>", "ann", noon())
            .await
            .unwrap();
        one.put_document("plan", "{}", noon()).await.unwrap();
        one.put_person("ann", Role::Admin, "correct horse battery", noon())
            .await
            .unwrap();
        let exported = serde_json::to_vec(&one.export(noon()).await.unwrap()).unwrap();
        assert!(
            !String::from_utf8_lossy(&exported).contains("argon2"),
            "passwords stay where they are"
        );

        let other = Store::open(&database, "shop").await.unwrap();
        other
            .judge(&[says("f9", 0, State::Confirmed)], "bob", noon())
            .await
            .unwrap();
        other.import(&exported, "bob", noon()).await.unwrap();
        assert_eq!(state(&other, "f1").await, State::Accepted);
        assert_eq!(state(&other, "f9").await, State::Open);
        assert_eq!(
            other.history("f1").await.unwrap(),
            one.history("f1").await.unwrap()
        );
        assert_eq!(
            other.comments("f1").await.unwrap(),
            one.comments("f1").await.unwrap()
        );
        let log = other.audited(100, 0).await.unwrap();
        assert!(
            log.iter().any(|entry| entry.action == "import")
                && log.iter().any(|entry| entry.subject == "f9")
        );

        let tables = |bytes: &[u8]| {
            serde_json::from_slice::<serde_json::Value>(bytes).unwrap()["tables"]["judgement_history"].clone()
        };
        let again = serde_json::to_vec(&other.export(noon()).await.unwrap()).unwrap();
        assert_eq!(tables(&again), tables(&exported));

        // What is damaged changes nothing.
        let damaged = String::from_utf8(exported)
            .unwrap()
            .replace("\"reason\":", "\"raeson\":");
        let refused = other
            .import(damaged.as_bytes(), "bob", noon())
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("damaged"), "{refused}");
        assert_eq!(state(&other, "f1").await, State::Accepted);
        assert!(other.import(b"{}", "bob", noon()).await.is_err());
    });
}

#[test]
fn a_backup_is_a_whole_store() {
    let [(file, folder), (database, _server)] = both();
    let support::Kept::File(folder) = folder else {
        panic!("a file")
    };
    block_on(async {
        let store = Store::open(&file, "shop").await.unwrap();
        store
            .judge(&[says("f1", 0, State::Confirmed)], "ann", noon())
            .await
            .unwrap();
        let copy = folder.path().join("copy.db");
        store.backup(&copy).await.unwrap();
        assert!(
            store.backup(&copy).await.is_err(),
            "a copy is not overwritten"
        );
        let copy = Store::open(&assay_server::Location::File(copy), "shop")
            .await
            .unwrap();
        assert_eq!(state(&copy, "f1").await, State::Confirmed);
        let other = Store::open(&database, "shop").await.unwrap();
        assert!(
            other
                .backup(&folder.path().join("x"))
                .await
                .unwrap_err()
                .to_string()
                .contains("pg_dump")
        );
    });
}

#[test]
fn an_admin_always_stays() {
    on_both(async |store| {
        store
            .put_person("ann", Role::Admin, "correct horse battery", noon())
            .await
            .unwrap();
        store
            .put_person("bob", Role::Reader, "correct horse battery", noon())
            .await
            .unwrap();
        assert!(
            store
                .change_person("ann", Role::Reader, true)
                .await
                .is_err()
        );
        assert!(
            store
                .change_person("ann", Role::Admin, false)
                .await
                .is_err()
        );
        assert_eq!(store.people().await.unwrap()[0].role, Role::Admin);
        store.change_person("bob", Role::Admin, true).await.unwrap();
        store
            .change_person("ann", Role::Reader, true)
            .await
            .unwrap();
        for (name, password) in [
            ("x y", "correct horse battery"),
            ("<b>", "correct horse battery"),
            ("kim", "short"),
        ] {
            assert!(
                store
                    .put_person(name, Role::Reader, password, noon())
                    .await
                    .is_err()
            );
        }
    });
}
