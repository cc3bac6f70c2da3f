//! `assay review` through the program: it says where it serves, lets in who has the key, and keeps what is said.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test starts the program and fails by panicking"
)]
#![cfg(feature = "web")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

const SHOP: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../examples/vulnerable-shop"
);

fn assay(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    command.arg("review").args(arguments);
    command
}

struct Served {
    child: Child,
    host: String,
    cookie: String,
}

impl Served {
    fn new(store: &str) -> Self {
        let mut child = assay(&[SHOP, "--no-browser", "--store", store])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut said)
            .unwrap();
        let (_, address) = said.split_once("http://").expect("an address is said");
        let (host, key) = address.trim().split_once("/?key=").expect("with its key");
        let mut served = Self {
            child,
            host: host.to_owned(),
            cookie: String::new(),
        };
        let answer = served.get(&format!("/?key={key}"));
        let (_, cookie) = answer.split_once("set-cookie: ").expect("a session begins");
        cookie
            .split(';')
            .next()
            .unwrap()
            .clone_into(&mut served.cookie);
        served
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
            self.host, self.cookie
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// The first page, once there is a review.
    fn overview(&self) -> String {
        loop {
            let page = self.get("/");
            assert!(page.starts_with("HTTP/1.1 200"), "{page}");
            if !page.contains("data-waiting") {
                return page;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn the_sample_shop_is_reviewed_in_the_browser() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("review.db");
    let served = Served::new(store.to_str().unwrap());
    let page = served.overview();
    assert!(
        page.contains("Scan 1,") && page.contains("critical"),
        "{page}"
    );
    assert!(served.get("/findings").contains("/finding/"));
    drop(served);
    // Killed, and started again: the scans go on counting.
    let again = Served::new(store.to_str().unwrap());
    assert!(again.overview().contains("Scan 2,"));
}

#[test]
fn what_would_not_be_safe_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("review.db");
    let output = assay(&[SHOP, "--bind", "0.0.0.0", "--no-browser", "--store"])
        .arg(&store)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("--tls-certificate"), "{said}");
}

#[test]
fn a_person_is_added_with_a_password_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("review.db");
    let add = |password: &str| {
        let mut child = assay(&[SHOP, "--add-user", "ann", "--role", "admin", "--store"])
            .arg(&store)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(password.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (code, said) = add("short\n");
    assert!(code == Some(2) && said.contains("12 characters"), "{said}");
    let (code, said) = add("a long enough password\n");
    assert!(
        code == Some(0) && said.contains("ann may log in, as admin"),
        "{said}"
    );
}
