//! `assay deps --online` tells newer and yanked versions, keeps answers, and never fails because an index does.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unnecessary_wraps,
    reason = "a test serves on this machine and fails by panicking"
)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

/// An index on this machine, with the number of questions it was asked.
struct Index {
    url: String,
    asked: Arc<AtomicUsize>,
}

/// Answers each question with what `answer` says to its path: status and body.
fn serve(answer: impl Fn(&str) -> Option<(u16, String)> + Send + 'static) -> Index {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    thread::spawn(move || {
        let mut silent: Vec<TcpStream> = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.expect("somebody asks");
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let path = request.split(' ').nth(1).unwrap_or_default();
            assert!(request.contains("application/vnd.pypi.simple.v1+json"));
            count.fetch_add(1, Ordering::SeqCst);
            // Who gets no answer waits on an open line.
            let Some((status, body)) = answer(path) else {
                silent.push(stream);
                continue;
            };
            let length = body.len();
            let text = format!(
                "HTTP/1.1 {status} X\r\nContent-Type: application/vnd.pypi.simple.v1+json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
            drop(stream.write_all(text.as_bytes()));
        }
    });
    Index {
        url: format!("http://{address}/simple"),
        asked,
    }
}

fn files(names: &[(&str, &str)]) -> String {
    let files: Vec<String> = names
        .iter()
        .map(|(name, yanked)| {
            format!(r#"{{"filename": "{name}", "url": "x", "hashes": {{}}, "yanked": {yanked}}}"#)
        })
        .collect();
    format!(
        r#"{{"meta": {{"api-version": "1.1"}}, "name": "x", "files": [{}]}}"#,
        files.join(", ")
    )
}

fn shop(path: &str) -> Option<(u16, String)> {
    let body = match path {
        "/simple/shop-core/" => files(&[
            ("shop-core-1.0.tar.gz", "false"),
            ("shop_core-1.1-py3-none-any.whl", "\"loses orders\""),
            ("shop_core-2.0-py3-none-any.whl", "false"),
        ]),
        "/simple/shop-tax/" => files(&[("shop-tax-3.0.tar.gz", "false")]),
        "/simple/shop-cart/" => return Some((500, "busy".to_owned())),
        "/simple/shop-odd/" => "{\"files\": 1}".to_owned(),
        _ => return Some((404, "no".to_owned())),
    };
    Some((200, body))
}

fn deps(cache: &Path, project: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(["deps", "--online"])
        .args(more)
        .arg(project)
        .env("ASSAY_CACHE", cache)
        .output()
        .expect("the program runs")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn project(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("requirements.txt"), text).expect("it is written");
    folder
}

#[test]
fn newer_and_yanked_versions_are_told_and_answers_are_kept() {
    let index = serve(shop);
    let cache = tempfile::tempdir().expect("a folder");
    let project = project(
        "Shop_Core==1.1\nshop-tax==3.0\nshop-tax<3\nshop-private==1.0\nshop-here @ https://x.example/a.whl\n",
    );
    let arguments = ["--format", "json", "--index-url", &index.url];
    let first = deps(cache.path(), project.path(), &arguments);
    assert_eq!(
        first.status.code(),
        Some(1),
        "a yanked version is a finding"
    );
    let document = json(&first);
    let of = |number: usize| document["packages"][number]["index"].to_string();
    assert_eq!(
        [of(0), of(1), of(2), of(3), of(4)],
        [
            r#"{"listed":true,"newest":"2.0","outdated":true,"yanked":"loses orders"}"#,
            r#"{"listed":true,"newest":"3.0","outdated":false,"yanked":null}"#,
            r#"{"listed":true,"newest":"3.0","outdated":true,"yanked":null}"#,
            r#"{"listed":false,"newest":null,"outdated":false,"yanked":null}"#,
            "null",
        ]
    );
    assert_eq!(document["index"]["answered"], 3);
    assert_eq!(
        index.asked.load(Ordering::SeqCst),
        3,
        "one question a package"
    );

    let table = deps(cache.path(), project.path(), &["--index-url", &index.url]);
    let table = String::from_utf8_lossy(&table.stdout).into_owned();
    for part in [
        "2.0 (yanked)",
        "3.0 (outdated)",
        "not in the index",
        "yanked: requirements.txt:1: Shop_Core 1.1: loses orders",
        "2 outdated, 1 yanked",
    ] {
        assert!(table.contains(part), "{part}\n{table}");
    }
    assert_eq!(index.asked.load(Ordering::SeqCst), 3, "answers are kept");
}

#[test]
fn an_index_that_fails_stops_nothing() {
    let index = serve(shop);
    let cache = tempfile::tempdir().expect("a folder");
    let project = project("shop-cart==1.0\nshop-odd==1.0\nshop-tax==3.0\nPyYAML==5.3\n");
    let arguments = ["--format", "json", "--index-url", &index.url];
    let output = deps(cache.path(), project.path(), &arguments);
    assert_eq!(output.status.code(), Some(1), "the advisories still count");
    let document = json(&output);
    assert_eq!(
        document["index"]["unanswered"].to_string(),
        r#"["shop-cart","shop-odd"]"#
    );
    assert_eq!(document["packages"][2]["index"]["newest"], "3.0");
}

#[test]
fn who_is_offline_reads_old_answers_and_is_told() {
    let cache = tempfile::tempdir().expect("a folder");
    let project = project("shop-core==1.0\nshop-tax==3.0\n");
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}/simple", gone.local_addr().expect("an address"));
    drop(gone);
    let output = deps(cache.path(), project.path(), &["--index-url", &url]);
    assert_eq!(output.status.code(), Some(3), "something was missed");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("Nothing is known of 2 packages"), "{text}");
    assert!(
        text.contains("shop-core: the index did not answer"),
        "{text}"
    );

    let index = serve(shop);
    deps(cache.path(), project.path(), &["--index-url", &index.url]);
    // The answers grow old, and the index is silent.
    let folder = std::fs::read_dir(cache.path().join("index")).expect("it is there");
    let folder = folder.flatten().next().expect("one index").path();
    let silent = serve(|_| None);
    let name = silent
        .url
        .replace("http://", "http---")
        .replace([':', '/'], "-");
    let other = cache.path().join("index").join(name);
    std::fs::rename(folder, &other).expect("it is renamed");
    for entry in std::fs::read_dir(&other)
        .expect("answers are there")
        .flatten()
    {
        let text = std::fs::read_to_string(entry.path()).expect("it is read");
        let mut kept: Value = serde_json::from_str(&text).expect("it is JSON");
        kept["asked"] = 1_000_000.into();
        std::fs::write(entry.path(), kept.to_string()).expect("it is written");
    }
    let arguments = ["--index-url", &silent.url, "--timeout", "1"];
    let output = deps(cache.path(), project.path(), &arguments);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("2.0 (outdated)"), "{text}");
    assert!(text.contains("2 answers are older than a day"), "{text}");
    assert_eq!(output.status.code(), Some(0), "{text}");
}

#[test]
fn an_index_is_asked_over_https_and_without_a_password() {
    let cache = tempfile::tempdir().expect("a folder");
    let project = project("shop-core==1.0\n");
    for (url, part) in [
        ("http://index.example/simple", "https only"),
        ("https://me:word@index.example/simple", "password"),
    ] {
        let output = deps(cache.path(), project.path(), &["--index-url", url]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(part));
    }
}
