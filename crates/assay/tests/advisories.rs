//! Newer advisories are fetched whole or not at all: a broken or half-fetched archive never replaces a good one.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test serves on this machine and fails by panicking"
)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::thread;

/// Serves one answer to one request, and says where.
fn serve(body: Vec<u8>, announced: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody asks");
        let mut request = [0; 4096];
        let _ = stream.read(&mut request);
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Length: {announced}\r\nConnection: close\r\n\r\n");
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(&body);
    });
    format!("http://{address}/all.zip")
}

/// An archive with one stored file.
fn archive(text: &str) -> Vec<u8> {
    let name = b"X-1.json";
    let sum = crc(text.as_bytes()).to_le_bytes();
    let size = u32::try_from(text.len())
        .expect("a short text")
        .to_le_bytes();
    let length = u16::try_from(name.len())
        .expect("a short name")
        .to_le_bytes();
    let common = [
        &[20, 0, 0, 0, 0, 0, 0, 0, 33, 0][..],
        &sum,
        &size,
        &size,
        &length,
        &[0, 0],
    ]
    .concat();
    let local = [b"PK\x03\x04".as_slice(), &common, name, text.as_bytes()].concat();
    let central = [b"PK\x01\x02".as_slice(), &[20, 0], &common, &[0; 14], name].concat();
    let offset = u32::try_from(local.len())
        .expect("a short archive")
        .to_le_bytes();
    let central_size = u32::try_from(central.len())
        .expect("a short archive")
        .to_le_bytes();
    [
        local.as_slice(),
        &central,
        b"PK\x05\x06",
        &[0, 0, 0, 0, 1, 0, 1, 0],
        &central_size,
        &offset,
        &[0, 0],
    ]
    .concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

fn record(published: &str) -> String {
    format!(
        r#"{{"id": "X-1", "published": "{published}T00:00:00Z", "modified": "{published}T00:00:00Z", "affected": [{{"package": {{"ecosystem": "PyPI", "name": "shop"}}, "ranges": [{{"type": "ECOSYSTEM", "events": [{{"introduced": "0"}}]}}]}}]}}"#
    )
}

fn assay(cache: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(arguments)
        .env("ASSAY_CACHE", cache)
        .output()
        .expect("the program runs")
}

#[test]
fn a_good_archive_is_kept_and_a_broken_one_never_replaces_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let update = |body: Vec<u8>, announced: usize| {
        let url = serve(body, announced);
        assay(folder.path(), &["advisories", "update", "--url", &url])
    };
    let good = archive(&record("2027-01-01"));
    let output = update(good.clone(), good.len());
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let kept = std::fs::read(folder.path().join("advisories.db")).expect("it was written");

    let newer = archive(&record("2027-02-01"));
    let mut damaged = newer.clone();
    damaged[50] ^= 1;
    let half = newer[..newer.len() / 2].to_vec();
    let older = archive(&record("2026-01-01"));
    for (body, announced) in [
        (half.clone(), newer.len()),
        (half.clone(), half.len()),
        (damaged.clone(), damaged.len()),
        (b"<html>busy</html>".to_vec(), 17),
        (older.clone(), older.len()),
    ] {
        let output = update(body, announced);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        let there = std::fs::read(folder.path().join("advisories.db")).expect("it stays");
        assert!(there == kept, "what was there was changed");
        assert_eq!(
            std::fs::read_dir(folder.path()).expect("it stays").count(),
            1
        );
    }
    let shown = assay(folder.path(), &["advisories", "show"]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(
        shown.contains("2027-01-01") && shown.contains("from the cache"),
        "{shown}"
    );
}

#[test]
fn advisories_come_over_https_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = assay(
        folder.path(),
        &[
            "advisories",
            "update",
            "--url",
            "http://example.org/all.zip",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("https only"));
}
