//! Accidents: programs that are killed, disks that are full, tables of other versions. Nothing that was kept is lost.

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

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, Stdio};

use assay_server::Location;
use assay_server::store::{Answered, Change, Error, State, Store};
use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyPoolOptions;
use support::postgres::{self, Disk, Server};
use support::{block_on, both};

const CHILD: &str = "ASSAY_TEST_CHILD";

fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn says(version: i64, reason: &str) -> Change {
    Change {
        fingerprint: "f1".to_owned(),
        version,
        state: Some(State::Confirmed),
        reason: Some(reason.to_owned()),
        ..Change::default()
    }
}

/// No test: what the tests below start as a program of its own. It writes and tells each write that was kept,
/// until it is killed or a write fails.
#[test]
fn child() {
    let Ok(place) = std::env::var(CHILD) else {
        return;
    };
    let location = if place.starts_with("postgres:") {
        Location::Database(place)
    } else {
        Location::File(place.into())
    };
    block_on(async {
        let store = Store::open(&location, "shop").await.unwrap();
        // Text in which nothing repeats, which no database makes smaller.
        let mut seed = 1_u64;
        let letters = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b'a' + u8::try_from((seed >> 33) % 26).unwrap())
        });
        let reason: String = letters.take(3000).collect();
        let mut version = store.judgement("f1").await.unwrap().version;
        loop {
            if let Err(error) = store
                .judge(&[says(version, &reason)], "child", noon())
                .await
            {
                println!("failed {error}");
                return;
            }
            version += 1;
            println!("kept {version}");
            std::io::stdout().flush().unwrap();
        }
    });
}

/// The child, behind what a shell does first.
fn start(location: &Location, shell: &str) -> std::process::Child {
    let place = match location {
        Location::File(path) => path.to_str().unwrap().to_owned(),
        Location::Database(address) => address.clone(),
    };
    Command::new("sh")
        .args([
            "-c",
            &format!("{shell} exec \"$0\" child --exact --nocapture --test-threads=1"),
        ])
        .arg(std::env::current_exe().unwrap())
        .env(CHILD, place)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn kept(line: &str) -> Option<i64> {
    let (_, number) = line.split_once("kept ")?;
    number.trim().parse().ok()
}

async fn ensure_whole(location: &Location, told: i64) -> i64 {
    let store = Store::open(location, "shop").await.unwrap();
    let now = store.judgement("f1").await.unwrap();
    assert!(
        now.version >= told,
        "{told} were told to be kept, {} are",
        now.version
    );
    let history = store.history("f1").await.unwrap();
    let versions: Vec<i64> = history.iter().map(|one| one.version).collect();
    assert_eq!(versions, (1..=now.version).rev().collect::<Vec<_>>());
    assert!(
        history
            .iter()
            .all(|one| one.reason.len() == now.reason.len())
    );
    // The log has exactly what was done.
    let log = store.audited(100_000, 0).await.unwrap();
    assert_eq!(i64::try_from(log.len()).unwrap(), now.version);
    store
        .judge(&[says(now.version, &now.reason)], "after", noon())
        .await
        .unwrap();
    store.close().await;
    now.version + 1
}

#[test]
fn a_program_that_is_killed_while_it_writes_loses_nothing_that_it_told() {
    for (location, _keeps) in both() {
        let mut before = 0;
        for round in 1..=4_i64 {
            let mut child = start(&location, "");
            let mut told = before;
            for line in BufReader::new(child.stdout.take().unwrap()).lines() {
                told = kept(&line.unwrap()).unwrap_or(told);
                if told >= before + 3 * round {
                    break;
                }
            }
            assert!(told > before, "the child wrote nothing");
            // SIGKILL: there is nothing that it could still do.
            child.kill().unwrap();
            child.wait().unwrap();
            before = block_on(ensure_whole(&location, told));
        }
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::File(folder.path().join("review.db"));
    // The signal that would end the program is ignored, so that the write itself fails, as on a full disk.
    let mut child = start(&location, "trap '' XFSZ; ulimit -f 1200;");
    let mut text = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    child.wait().unwrap();
    let told = text
        .lines()
        .filter_map(kept)
        .max()
        .expect("something was kept before");
    let failure = text
        .lines()
        .find(|line| line.contains("failed "))
        .expect("the failure is told");
    assert!(
        failure.contains("could not write to the review store, nothing was changed"),
        "{failure}"
    );
    assert!(failure.contains("make room on the disk"), "{failure}");
    let now = block_on(ensure_whole(&location, told));
    assert!(now > told);
}

#[test]
fn a_full_disk_of_a_database_is_told_and_nothing_is_lost() {
    let disk = if postgres::may_mount() {
        Disk::Small(24)
    } else {
        println!("no disk can be mounted here: the server may write no larger files instead");
        Disk::Limited(20 * 1024)
    };
    let server = Server::start(disk);
    let location = Location::Database(server.database());
    block_on(async {
        Store::open(&location, "shop").await.unwrap().close().await;
        // What somebody else keeps on the same disk, and what can be made room of.
        let pool = pool(&location).await;
        let fill = "CREATE TABLE other AS SELECT md5(n::text) AS a, md5((n + 1)::text) AS b FROM generate_series(1, 40000) AS n";
        sqlx::query(fill).execute(&pool).await.unwrap();
        pool.close().await;
    });
    let mut child = start(&location, "");
    let mut text = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    child.wait().unwrap();
    let told = text
        .lines()
        .filter_map(kept)
        .max()
        .expect("something was kept before");
    let failure = text
        .lines()
        .find(|line| line.contains("failed "))
        .expect("the failure is told");
    assert!(
        failure.contains("could not write to the review store, nothing was changed")
            && failure.contains("make room on the disk"),
        "{failure}"
    );
    block_on(async {
        // What is there can be read while the disk is full.
        let store = Store::open(&location, "shop").await.unwrap();
        assert_eq!(store.judgement("f1").await.unwrap().version, told);
        store.close().await;
        // Files that may not grow stay as they are, whatever else is emptied.
        if let Disk::Small(_) = disk {
            let pool = pool(&location).await;
            sqlx::query("DROP TABLE other")
                .execute(&pool)
                .await
                .unwrap();
            pool.close().await;
            assert!(ensure_whole(&location, told).await > told);
        }
    });
}

#[test]
fn a_disk_without_any_room_leaves_a_store_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("review.db");
    let location = Location::File(path.clone());
    block_on(async {
        let store = Store::open(&location, "shop").await.unwrap();
        store
            .judge(&[says(0, "small")], "ann", noon())
            .await
            .unwrap();
        store.close().await;
    });
    let shell = "trap '' XFSZ; ulimit -f 0;";
    let mut child = start(&location, shell);
    let mut text = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    let status = child.wait().unwrap();
    assert!(!text.lines().any(|line| kept(line).is_some()), "{text}");
    assert!(!status.success() || text.contains("failed "), "{text}");
    block_on(async {
        let store = Store::open(&location, "shop").await.unwrap();
        assert_eq!(store.judgement("f1").await.unwrap().reason, "small");
    });
}

#[test]
fn an_older_store_is_brought_up_to_date_and_keeps_everything() {
    for (location, _keeps) in both() {
        block_on(async {
            let old = Store::open_up_to(&location, "shop", 1).await.unwrap();
            old.judge(&[says(0, "said long ago")], "ann", noon())
                .await
                .unwrap();
            old.comment("f1", "long ago", "ann", noon()).await.unwrap();
            old.close().await;
            let pool = pool(&location).await;
            sqlx::query("INSERT INTO answer (project, topic, question, verdict, evidence, version, who, at) VALUES ('shop', 't', 'q', 'holds', 'seen', 1, 'ann', '2026')")
                .execute(&pool)
                .await
                .unwrap();
            pool.close().await;

            let new = Store::open(&location, "shop").await.unwrap();
            let now = new.judgement("f1").await.unwrap();
            assert_eq!((now.reason.as_str(), now.version), ("said long ago", 1));
            assert_eq!(new.comments("f1").await.unwrap().len(), 1);
            let answer = new.answers().await.unwrap().remove(0);
            assert_eq!(
                (answer.evidence.as_str(), answer.places_mark.as_str()),
                ("seen", "")
            );
            new.answer(
                &Answered {
                    places_mark: "m".to_owned(),
                    ..answer
                },
                "bob",
                noon(),
            )
            .await
            .unwrap();
            new.close().await;
            if let Location::File(path) = &location {
                let copy = Location::File(path.with_extension("version-1.db"));
                let copy = Store::open_up_to(&copy, "shop", 1).await.unwrap();
                assert_eq!(
                    copy.judgement("f1").await.unwrap().version,
                    1,
                    "the old one was kept"
                );
            }
            // Opening it once more changes nothing.
            assert!(Store::open(&location, "shop").await.is_ok());
        });
    }
}

#[test]
fn a_store_of_a_later_version_is_refused_and_not_touched() {
    for (location, _keeps) in both() {
        block_on(async {
            Store::open(&location, "shop").await.unwrap().close().await;
            let pool = pool(&location).await;
            sqlx::query("INSERT INTO assay_schema (version) VALUES (99)")
                .execute(&pool)
                .await
                .unwrap();
            let refused = Store::open(&location, "shop").await.unwrap_err();
            assert!(
                matches!(refused, Error::Newer { found: 99, .. }),
                "{refused}"
            );
            let said = refused.to_string();
            assert!(
                said.contains("later version of Assay") && said.contains("another store"),
                "{said}"
            );
            let row = sqlx::query("SELECT COUNT(*) AS steps FROM assay_schema")
                .fetch_one(&pool)
                .await
                .unwrap();
            assert_eq!(row.try_get::<i64, _>("steps").unwrap(), 3);
        });
    }
}

#[test]
fn two_programs_that_begin_at_once_make_one_store() {
    for (location, _keeps) in both() {
        block_on(async {
            let mut tasks = Vec::new();
            for _ in 0..6 {
                let location = location.clone();
                tasks.push(tokio::spawn(async move {
                    Store::open(&location, "shop").await.map(drop)
                }));
            }
            for task in tasks {
                task.await.unwrap().unwrap();
            }
        });
    }
}

#[test]
fn what_is_no_store_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text.db");
    std::fs::write(
        &path,
        "this is no database, but a text that somebody likes to keep",
    )
    .unwrap();
    block_on(async {
        let refused = Store::open(&Location::File(path.clone()), "shop")
            .await
            .unwrap_err()
            .to_string();
        assert!(refused.contains("could not"), "{refused}");
        assert!(
            std::fs::read_to_string(&path)
                .unwrap()
                .starts_with("this is no database")
        );
        let address = Location::Database("mysql://localhost/x".to_owned());
        let refused = Store::open(&address, "shop").await.unwrap_err().to_string();
        assert!(refused.contains("postgres://"), "{refused}");
    });
}

async fn pool(location: &Location) -> sqlx::AnyPool {
    let address = match location {
        Location::File(path) => format!("sqlite://{}", path.to_str().unwrap().replace(' ', "%20")),
        Location::Database(address) => address.clone(),
    };
    AnyPoolOptions::new().connect(&address).await.unwrap()
}
