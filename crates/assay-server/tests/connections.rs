//! Those who open connections and keep them, and those who ask by a proxy: nobody keeps others out.

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
use std::time::Duration;

use assay_server::{Limits, Role};
use support::http::{Bench, form, parse};
use support::project::Shop;

/// What the tests wait for at most; what they wait for comes much sooner.
const PATIENCE: Duration = Duration::from_mins(1);
/// What those who are slow get.
const SHORT: Duration = Duration::from_millis(300);

fn hurried() -> Bench {
    Bench::with(&Shop::of("a.py", "flaw\n"), |options| {
        options.limits = Limits {
            head: SHORT,
            form: SHORT,
            silence: SHORT,
            ..Limits::default()
        };
    })
}

fn connect(bench: &Bench) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", bench.port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// What comes until the other end closes; it has to.
fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(many) => bytes.extend_from_slice(&buffer[..many]),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(error) => panic!("the connection stays open: {error}"),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn who_says_nothing_is_not_waited_for() {
    let bench = hurried();
    assert_eq!(rest(&mut connect(&bench)), "");
    // A request that was answered buys no more time than any.
    let mut stream = connect(&bench);
    write!(
        stream,
        "GET /assets/icon.svg HTTP/1.1\r\nHost: {}\r\n\r\n",
        bench.host
    )
    .unwrap();
    assert!(rest(&mut stream).starts_with("HTTP/1.1 200"));
    assert_eq!(bench.get("/").status, 200);
}

#[test]
fn the_head_of_a_request_does_not_come_letter_by_letter() {
    let bench = hurried();
    let mut stream = connect(&bench);
    stream
        .set_read_timeout(Some(Duration::from_millis(30)))
        .unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    for letter in 0..2000 {
        // The time of the read is the time between the letters.
        let ended = match stream.read(&mut [0; 1024]) {
            Ok(0) => true,
            Ok(_) => false,
            Err(error) => !matches!(
                error.kind(),
                std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
            ),
        };
        if ended || stream.write_all(b"x").is_err() {
            assert!(letter > 0, "something was waited for");
            return;
        }
    }
    panic!("the connection stays open");
}

#[test]
fn a_form_does_not_take_for_ever() {
    let bench = hurried();
    let token = bench.token();
    let mut stream = connect(&bench);
    write!(
        stream,
        "POST /theme HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n_token={token}",
        bench.host, bench.cookie
    )
    .unwrap();
    let answer = parse(rest(&mut stream).as_bytes());
    assert_eq!(answer.status, 408, "{}", answer.head);
    assert!(
        answer.body.contains("This took too long"),
        "{}",
        answer.body
    );
}

#[test]
fn who_takes_nothing_of_what_they_asked_for_is_left() {
    let bench = hurried();
    let mut stream = connect(&bench);
    let request = format!(
        "GET /assets/style.css HTTP/1.1\r\nHost: {}\r\n\r\n",
        bench.host
    );
    // Answers fill what the system keeps for us, then requests what it keeps for the server; then nobody moves.
    for _ in 0..1_000_000 {
        if let Err(error) = stream.write_all(request.as_bytes()) {
            assert!(
                !matches!(
                    error.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                ),
                "the connection stays open: {error}"
            );
            assert_eq!(bench.get("/").status, 200, "others are answered");
            return;
        }
    }
    panic!("the connection stays open");
}

#[test]
fn there_is_room_for_so_many_and_room_comes_back() {
    let bench = Bench::with(&Shop::of("a.py", "flaw\n"), |options| {
        options.limits.connections = 4;
    });
    let head = format!("GET /assets/icon.svg HTTP/1.1\r\nHost: {}\r\n", bench.host);
    let mut kept: Vec<TcpStream> = (0..4).map(|_| connect(&bench)).collect();
    // Each is let in by the time that it is answered, and stays.
    for stream in &mut kept {
        write!(stream, "{head}\r\n").unwrap();
        stream.read_exact(&mut [0; 12]).unwrap();
    }
    // The server may close before anything was sent.
    let mut more = connect(&bench);
    drop(write!(more, "{head}Connection: close\r\n\r\n"));
    assert_eq!(rest(&mut more), "");
    let mut last = kept.pop().unwrap();
    write!(last, "{head}Connection: close\r\n\r\n").unwrap();
    rest(&mut last);
    // Its end is noticed by the server a moment later than by us.
    let is_let_in = (0..1000).any(|_| {
        let mut more = connect(&bench);
        drop(write!(more, "{head}Connection: close\r\n\r\n"));
        rest(&mut more).starts_with("HTTP/1.1 200")
    });
    assert!(is_let_in);
}

/// A workbench behind a proxy, at which Ann may log in.
fn behind_proxy(proxies: &[&str]) -> Bench {
    let mut bench = Bench::with(&Shop::of("a.py", "flaw\n"), |options| {
        options.behind = Some("review.test".to_owned());
        options.proxies = proxies.iter().map(|one| one.parse().unwrap()).collect();
        assay_server::add_user(
            &options.store,
            "shop",
            "ann",
            Role::Admin,
            "a long enough password",
        )
        .unwrap();
    });
    "review.test".clone_into(&mut bench.host);
    bench
}

fn log_in(bench: &Bench, name: &str, password: &str, headers: &str) -> u16 {
    let body = form(&[("name", name), ("password", password)]);
    bench.post_raw("/login", &body, headers).status
}

#[test]
fn behind_a_trusted_proxy_each_client_has_tries_of_its_own() {
    let bench = behind_proxy(&["127.0.0.1"]);
    let of = |address: &str| {
        format!("X-Forwarded-For: 203.0.113.250, {address}\r\nX-Forwarded-Proto: https\r\n")
    };
    let mut last = 0;
    for name in 0..40 {
        last = log_in(&bench, &format!("name{name}"), "wrong", &of("192.0.2.66"));
        if last == 429 {
            break;
        }
    }
    assert_eq!(last, 429, "who tries many names has to wait");
    assert_eq!(
        log_in(&bench, "ann", "a long enough password", &of("192.0.2.66")),
        429
    );
    assert_eq!(
        log_in(&bench, "ann", "a long enough password", &of("192.0.2.7")),
        303,
        "others do not"
    );
    // The log has the address of who asked.
    let log = support::block_on(bench.running.as_ref().unwrap().store().audited(50, 0)).unwrap();
    assert!(
        log.iter()
            .any(|entry| entry.action == "login" && entry.subject == "192.0.2.7")
    );
}

#[test]
fn without_a_trusted_proxy_nobody_says_who_they_are() {
    let bench = behind_proxy(&[]);
    let mut last = 0;
    for name in 0..40 {
        let header = format!("X-Forwarded-For: 192.0.2.{name}\r\n");
        last = log_in(&bench, &format!("name{name}"), "wrong", &header);
        if last == 429 {
            break;
        }
    }
    assert_eq!(last, 429, "a header of one's own is no new place");
}

#[test]
fn what_came_to_the_proxy_in_the_clear_is_refused() {
    let bench = behind_proxy(&["127.0.0.0/8"]);
    let ask = |headers: &str| {
        let request = format!(
            "GET /login HTTP/1.1\r\nHost: review.test\r\n{headers}Connection: close\r\n\r\n"
        );
        bench.send(&request)
    };
    assert_eq!(
        ask("X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n").status,
        200
    );
    let clear = ask("X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\n");
    assert_eq!(clear.status, 403);
    assert!(clear.body.contains("This connection is not encrypted"));
    // Where the proxies are named, nobody comes past them.
    let bench = behind_proxy(&["192.0.2.1"]);
    assert_eq!(bench.get("/login").status, 403);
}
