//! Connections from elsewhere are encrypted: what is not is not answered.

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

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use assay_server::Role;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use support::http::{Answer, Bench, form, parse};
use support::project::Shop;

#[test]
fn people_log_in_over_tls_and_nothing_else_is_answered() {
    let made = rcgen::generate_simple_self_signed(vec!["review.test".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let bench = Bench::with(&Shop::of("a.py", "flaw\n"), |options| {
        options.bind = "0.0.0.0".parse().unwrap();
        options.names = vec!["review.test".to_owned()];
        options.tls = Some((certificate.clone(), key.clone()));
        assay_server::add_user(
            &options.store,
            "shop",
            "ann",
            Role::Admin,
            "a long enough password",
        )
        .unwrap();
    });
    assert!(
        bench
            .running
            .as_ref()
            .unwrap()
            .address()
            .starts_with("https://review.test:")
    );

    // Without encryption there is no page, and no hint at one.
    let plain = bench.get("/login");
    assert!(
        plain.status != 200 && !plain.body.contains("Log in"),
        "{}",
        plain.status
    );

    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let config = Arc::new(config);
    let host = format!("review.test:{}", bench.port);
    let ask = |request: String| -> Answer {
        let name = ServerName::try_from("review.test").unwrap();
        let connection = ClientConnection::new(Arc::clone(&config), name).unwrap();
        let socket = TcpStream::connect(("127.0.0.1", bench.port)).unwrap();
        let mut stream = StreamOwned::new(connection, socket);
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        drop(stream.read_to_end(&mut bytes));
        parse(&bytes)
    };
    // A browser would rather speak the newer kind, and is told that there is one kind.
    let mut modern = config.as_ref().clone();
    modern.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let name = ServerName::try_from("review.test").unwrap();
    let connection = ClientConnection::new(Arc::new(modern), name).unwrap();
    let socket = TcpStream::connect(("127.0.0.1", bench.port)).unwrap();
    let mut stream = StreamOwned::new(connection, socket);
    stream
        .write_all(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        .unwrap();
    drop(stream.read_to_end(&mut Vec::new()));
    assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));

    let page = ask(format!(
        "GET /login HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    ));
    assert_eq!(page.status, 200);
    assert!(page.header("strict-transport-security").is_some());
    // The name that browsers were told is the only one; the address is none.
    let other = ask(format!(
        "GET /login HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
        bench.port
    ));
    assert_eq!(other.status, 421);

    let body = form(&[("name", "ann"), ("password", "a long enough password")]);
    let login = ask(format!(
        "POST /login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    ));
    assert_eq!(login.status, 303);
    let cookie = login.header("set-cookie").unwrap();
    assert!(
        cookie.starts_with("__Host-assay=") && cookie.contains("; Secure"),
        "{cookie}"
    );
    let cookie = login.cookie().unwrap();
    let page = ask(format!(
        "GET /people HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    ));
    assert_eq!(page.status, 200);
    assert!(page.body.contains("ann"));
}
