//! What attackers try over HTTP, and what they get: nothing.
//!
//! Each test sends bytes as a browser of a victim, another user of the machine or a script would.

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

use assay_server::{Location, Role};
use support::http::{Bench, form};
use support::project::{Shop, print_of};

const FLAW: &str = "flaw = '<script>alert(1)</script>'";

fn shop() -> Shop {
    Shop::of("shop/views.py", &format!("import os\n{FLAW}\n"))
}

fn print() -> String {
    print_of("shop/views.py", FLAW)
}

/// A workbench at which people log in; a proxy in front of it speaks TLS.
fn with_logins(people: &[(&str, Role)]) -> Bench {
    let people: Vec<(String, Role)> = people
        .iter()
        .map(|(name, role)| ((*name).to_owned(), *role))
        .collect();
    let mut bench = Bench::with(&shop(), |options| {
        options.behind = Some("review.test".to_owned());
        let Location::File(_) = &options.store else {
            panic!("a file")
        };
        for (name, role) in &people {
            assay_server::add_user(&options.store, "shop", name, *role, &password(name)).unwrap();
        }
    });
    "review.test".clone_into(&mut bench.host);
    bench
}

fn password(name: &str) -> String {
    format!("the long password of {name}")
}

fn log_in(bench: &mut Bench, name: &str, password: &str) -> u16 {
    let answer = bench.post_raw(
        "/login",
        &form(&[("name", name), ("password", password)]),
        "",
    );
    if let Some(cookie) = answer.cookie() {
        bench.cookie = cookie;
    }
    answer.status
}

const JUDGE: [(&str, &str); 3] = [("state", "confirmed"), ("version", "0"), ("reason", "seen")];

/// The state of the finding, as the store has it.
fn version(bench: &Bench) -> i64 {
    support::block_on(bench.running.as_ref().unwrap().store().judgement(&print()))
        .unwrap()
        .version
}

#[test]
fn without_the_key_nothing_is_shown() {
    let mut bench = Bench::of(&shop());
    let cookie = std::mem::take(&mut bench.cookie);
    for path in [
        "/",
        "/findings",
        "/events",
        "/export",
        "/?key=",
        "/?key=0123456789abcdef0123456789abcdef",
        "/finding/x",
        "/nothing",
    ] {
        let answer = bench.get(path);
        assert_eq!(answer.status, 401, "{path}");
        assert!(!answer.body.contains("views.py"), "{path}");
        assert!(answer.cookie().is_none(), "{path}");
    }
    assert_eq!(bench.post_raw("/scan", "", "").status, 401);
    for guess in [
        "x",
        "0".repeat(64).as_str(),
        cookie.split('=').nth(1).unwrap().get(..63).unwrap(),
    ] {
        bench.cookie = format!("{}={guess}", cookie.split('=').next().unwrap());
        assert_eq!(bench.get("/").status, 401, "{guess}");
    }
    // Two sessions at once are an attempt to put one in beside the other.
    bench.cookie = format!("{cookie}; {cookie}");
    assert_eq!(bench.get("/").status, 401);
    bench.cookie = cookie;
    assert_eq!(bench.get("/").status, 200);
}

#[test]
fn another_name_for_this_machine_gets_nothing() {
    let bench = Bench::of(&shop());
    let ours = &bench.host;
    for host in [
        "evil.test",
        "localhost",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1.evil.test",
        "",
        &format!("{ours}.evil.test"),
        &format!("evil.test@{ours}"),
    ] {
        let answer = bench.send(&format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
            bench.cookie
        ));
        assert!(
            matches!(answer.status, 400 | 421),
            "{host}: {}",
            answer.status
        );
        assert!(!answer.body.contains("views.py"), "{host}");
    }
    let twice = format!(
        "GET / HTTP/1.1\r\nHost: {ours}\r\nHost: evil.test\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        bench.cookie
    );
    assert!(matches!(bench.send(&twice).status, 400 | 421));
    let without = format!(
        "GET / HTTP/1.1\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        bench.cookie
    );
    assert!(matches!(bench.send(&without).status, 400 | 421));
    let absolute = format!(
        "GET http://evil.test/ HTTP/1.1\r\nHost: {ours}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        bench.cookie
    );
    assert!(matches!(bench.send(&absolute).status, 400 | 421));
    let forwarded = format!(
        "GET / HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: {ours}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        bench.cookie
    );
    assert_eq!(bench.send(&forwarded).status, 421);
}

#[test]
fn a_forged_request_changes_nothing() {
    let bench = Bench::of(&shop());
    let path = format!("/finding/{}", print());
    let token = bench.token();
    let with = |token: &str| {
        let mut fields = vec![("_token", token)];
        fields.extend(JUDGE);
        form(&fields)
    };
    // Without a token, with a wrong one, with that of another session, in the wrong place.
    for body in [
        form(&JUDGE),
        with(""),
        with(&"0".repeat(64)),
        with(token.get(1..).unwrap()),
    ] {
        assert_eq!(bench.post_raw(&path, &body, "").status, 403);
    }
    assert_eq!(
        bench
            .post_raw(&format!("{path}?_token={token}"), &form(&JUDGE), "")
            .status,
        403
    );
    // With the right one, from a page of another site.
    for header in [
        "Origin: http://evil.test\r\n",
        "Origin: null\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
    ] {
        assert_eq!(
            bench.post_raw(&path, &with(&token), header).status,
            403,
            "{header}"
        );
    }
    // As something that browsers send without asking first.
    let text = format!(
        "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
        bench.host,
        bench.cookie,
        with(&token).len(),
        with(&token)
    );
    assert_eq!(bench.send(&text).status, 400);
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            bench.host, bench.cookie
        );
        assert_eq!(bench.send(&request).status, 405, "{method}");
    }
    // A link changes nothing.
    bench.get(&format!("{path}?state=confirmed&version=0"));
    bench.get("/scan?_token=x");
    assert!(bench.get("/").body.contains("Scan 1,"));
    assert_eq!(version(&bench), 0);
    // And the same form as the page has it does.
    let own = format!(
        "Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n",
        bench.host
    );
    assert_eq!(bench.post_raw(&path, &with(&token), &own).status, 303);
    assert_eq!(version(&bench), 1);
}

#[test]
fn code_and_words_that_want_to_be_markup_are_text() {
    let bench = Bench::of(&shop());
    let evil = "\"><img src=x onerror=alert(1)><script>alert(2)</script>";
    let path = format!("/finding/{}", print());
    assert_eq!(
        bench
            .post(
                &path,
                &[
                    ("state", "false-alarm"),
                    ("version", "0"),
                    ("reason", evil),
                    ("owner", evil)
                ]
            )
            .status,
        303
    );
    assert_eq!(
        bench
            .post(&format!("/comment/{}", print()), &[("text", evil)])
            .status,
        303
    );
    for page in [
        path.as_str(),
        "/",
        "/findings",
        "/findings?q=%22%3E%3Cscript%3Ealert(3)%3C/script%3E",
        "/audit",
    ] {
        let answer = bench.get(page);
        for forbidden in ["<script>alert", "<img", "onerror=alert(1)>"] {
            assert!(
                !answer.body.contains(forbidden)
                    || answer.body.contains("&lt;img") && forbidden.starts_with("onerror"),
                "{page}: {forbidden}"
            );
        }
        // Every script of a page is a file of ours.
        for script in answer.body.split("<script").skip(1) {
            let (head, rest) = script.split_once('>').unwrap();
            assert!(
                head.starts_with(" src=\"/assets/") && head.ends_with("\" defer"),
                "{page}: {head}"
            );
            assert!(rest.starts_with("</script>"), "{page}: {head}");
        }
        let lower = answer.body.to_lowercase();
        assert!(
            !lower.contains(" onclick=")
                && !lower.contains(" style=")
                && !lower.contains("javascript:"),
            "{page}"
        );
    }
    assert!(bench.get(&path).body.contains("&lt;script&gt;alert"));
}

#[test]
fn every_answer_forbids_what_pages_do_not_need() {
    let bench = Bench::of(&shop());
    for path in ["/", "/assets/app.js", "/nothing", "/events?x", "/findings"] {
        if path.starts_with("/events") {
            continue;
        }
        let answer = bench.get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.contains("default-src 'none'")
                && policy.contains("script-src 'self'")
                && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            answer.header("referrer-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert!(
            answer.header("access-control-allow-origin").is_none(),
            "{path}"
        );
        let kept = answer.header("cache-control").unwrap();
        assert_eq!(kept == "no-store", !path.starts_with("/assets/"), "{path}");
        assert!(answer.header("server").is_none(), "{path}");
    }
    // The cookie is out of reach of scripts and other sites.
    let set = bench.get(&format!("/?key={}", bench.key()));
    let cookie = set.header("set-cookie").unwrap();
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Strict")
            && cookie.contains("Path=/"),
        "{cookie}"
    );
}

#[test]
fn no_path_leads_out_of_the_project() {
    let bench = Bench::of(&shop());
    for path in [
        "/code/../../etc/passwd",
        "/code/..%2f..%2f..%2fetc%2fpasswd",
        "/code/%2e%2e/%2e%2e/etc/passwd",
        "/code//etc/passwd",
        "/code/%2fetc%2fpasswd",
        "/code/shop/..%5c..%5cetc%5cpasswd",
        "/code/shop/views.py%00.html",
        "/assets/../../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/finding/..%2f..%2fetc%2fpasswd",
        "/code/.git/config",
        "/code/C:%5cWindows%5cwin.ini",
    ] {
        let answer = bench.get(path);
        assert!(answer.status >= 400, "{path}: {}", answer.status);
        assert!(
            !answer.body.contains("root:") && !answer.body.contains("[package]"),
            "{path}"
        );
    }
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let bench = Bench::of(&shop());
    let path = format!("/comment/{}", print());
    let token = bench.token();
    let announced = format!(
        "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n_token={token}&text=x",
        bench.host, bench.cookie
    );
    assert_eq!(bench.send(&announced).status, 413);
    let large = form(&[("_token", &token), ("text", &"x".repeat(2_000_000))]);
    assert_eq!(bench.post_raw(&path, &large, "").status, 413);
    // A field that the store does not take, in a form that is small enough.
    assert_eq!(
        bench.post(&path, &[("text", &"x".repeat(100_000))]).status,
        400
    );
    let many: String = (0..30_000).map(|at| format!("a{at}=1&")).collect();
    assert!(bench.post_raw(&path, &many, "").status >= 400);
    let header = format!(
        "GET / HTTP/1.1\r\nHost: {}\r\nX-Long: {}\r\nConnection: close\r\n\r\n",
        bench.host,
        "x".repeat(1_000_000)
    );
    assert!(matches!(bench.send(&header).status, 0 | 400 | 431));
    let page = bench.get(&format!("/finding/{}", print()));
    assert!(!page.body.contains("xxxxxxxxxx"));
    assert_eq!(bench.get("/").status, 200, "it goes on");
}

#[test]
fn a_session_that_somebody_chose_is_not_taken_over() {
    let mut bench = with_logins(&[("ann", Role::Admin)]);
    // A token that an attacker put into the browser before.
    let fixed = format!("__Host-assay={}", "a".repeat(64));
    bench.cookie.clone_from(&fixed);
    assert_eq!(log_in(&mut bench, "ann", &password("ann")), 303);
    assert_ne!(bench.cookie, fixed);
    let own = bench.cookie.clone();
    bench.wait();
    assert_eq!(bench.get("/").status, 200);
    bench.cookie = fixed;
    assert_eq!(bench.get("/").status, 303, "the fixed one is nobody");
    // Logging in once more ends the session before.
    bench.cookie.clone_from(&own);
    assert_eq!(log_in(&mut bench, "ann", &password("ann")), 303);
    assert_ne!(bench.cookie, own);
    bench.cookie.clone_from(&own);
    assert_eq!(bench.get("/").status, 303, "the old one is over");
}

#[test]
fn logging_out_ends_the_session_on_the_server() {
    let mut bench = with_logins(&[("ann", Role::Reader)]);
    assert_eq!(log_in(&mut bench, "ann", &password("ann")), 303);
    let cookie = bench.cookie.clone();
    bench.wait();
    assert_eq!(bench.post("/logout", &[]).status, 303);
    bench.cookie = cookie;
    assert_eq!(bench.get("/").status, 303);
}

#[test]
fn passwords_cannot_be_tried_one_after_the_other() {
    let mut bench = with_logins(&[("ann", Role::Admin)]);
    for attempt in 0..5 {
        assert_eq!(
            log_in(&mut bench, "ann", &format!("wrong {attempt}")),
            401,
            "{attempt}"
        );
    }
    assert_eq!(log_in(&mut bench, "ann", "wrong again"), 429);
    // Neither does the right one help now, nor another spelling of the name.
    assert_eq!(log_in(&mut bench, "ann", &password("ann")), 429);
    assert_eq!(log_in(&mut bench, " ANN ", "wrong again"), 429);
    // Many names from one place are as many tries.
    let mut last = 0;
    for name in 0..40 {
        last = log_in(&mut bench, &format!("name{name}"), "wrong");
        if last == 429 {
            break;
        }
    }
    assert_eq!(last, 429);
    assert!(bench.cookie.is_empty());
}

#[test]
fn a_wrong_name_and_a_wrong_password_look_the_same() {
    let bench = with_logins(&[("ann", Role::Admin)]);
    let answer = |name: &str| {
        let answer = bench.post_raw(
            "/login",
            &form(&[("name", name), ("password", "wrong wrong wrong")]),
            "",
        );
        (answer.status, answer.body)
    };
    assert_eq!(answer("ann"), answer("nobody"));
}

#[test]
fn a_login_from_another_site_is_refused() {
    let bench = with_logins(&[("ann", Role::Admin)]);
    let body = form(&[("name", "ann"), ("password", &password("ann"))]);
    assert_eq!(
        bench
            .post_raw("/login", &body, "Origin: https://evil.test\r\n")
            .status,
        403
    );
    assert_eq!(
        bench
            .post_raw("/login", &body, "Sec-Fetch-Site: cross-site\r\n")
            .status,
        403
    );
    assert_eq!(
        bench
            .post_raw("/login", &body, "Origin: https://review.test\r\n")
            .status,
        303
    );
}

#[test]
fn nobody_does_what_their_role_does_not_allow() {
    let names = [
        ("rae", Role::Reader),
        ("dev", Role::Developer),
        ("rev", Role::Reviewer),
        ("ann", Role::Admin),
    ];
    let mut bench = with_logins(&names);
    // Nobody at all is sent to the login, and changes nothing.
    for path in ["/", "/findings", "/people", "/audit", "/export"] {
        let answer = bench.get(path);
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some("/login")),
            "{path}"
        );
    }
    assert_eq!(bench.post_raw("/scan", "", "").status, 401);
    let comment = format!("/comment/{}", print());
    let judge = format!("/finding/{}", print());
    let assign = format!("/assign/{}", print());
    // What each address answers to reader, developer, reviewer and admin.
    let expected: [(&str, &str, [bool; 4]); 9] = [
        ("GET", "/findings", [true; 4]),
        ("GET", "/people", [false, false, false, true]),
        ("GET", "/audit", [false, false, false, true]),
        ("GET", "/export", [false, false, false, true]),
        ("POST", &comment, [false, true, true, true]),
        ("POST", &assign, [false, true, true, true]),
        ("POST", &judge, [false, false, true, true]),
        ("POST", "/people", [false, false, false, true]),
        ("POST", "/import", [false, false, false, true]),
    ];
    for (place, (name, _)) in names.iter().enumerate() {
        bench.cookie.clear();
        assert_eq!(log_in(&mut bench, name, &password(name)), 303);
        bench.wait();
        for (method, path, allowed) in &expected {
            let status = match *method {
                "GET" => bench.get(path).status,
                // What is missing in the form is told to those who may send it.
                _ => bench.post(path, &[]).status,
            };
            assert_eq!(
                status != 403,
                allowed[place],
                "{name}: {method} {path}: {status}"
            );
            assert!(status < 500, "{name}: {method} {path}: {status}");
        }
    }
}

#[test]
fn somebody_who_was_dismissed_is_out_at_once() {
    let mut bench = with_logins(&[("ann", Role::Admin), ("bob", Role::Reviewer)]);
    log_in(&mut bench, "bob", &password("bob"));
    bench.wait();
    assert_eq!(bench.get("/").status, 200);
    let store = bench.running.as_ref().unwrap().store().clone();
    support::block_on(store.change_person("bob", Role::Reviewer, false)).unwrap();
    assert_eq!(bench.get("/").status, 303);
    bench.cookie.clear();
    assert_eq!(log_in(&mut bench, "bob", &password("bob")), 401);
}

#[test]
fn nobody_listens_elsewhere_without_encryption_and_people() {
    let folder = tempfile::tempdir().unwrap();
    let start = |set: &dyn Fn(&mut assay_server::Options)| {
        let mut options = assay_server::Options::file(folder.path().join("review.db"));
        set(&mut options);
        assay_server::start(std::sync::Arc::new(shop()), options)
            .map(assay_server::Running::stop)
            .unwrap_err()
            .to_string()
    };
    for bind in ["0.0.0.0", "::", "192.0.2.1"] {
        let said = start(&|options| options.bind = bind.parse().unwrap());
        assert!(
            said.contains("without encryption") && said.contains("--tls-certificate"),
            "{said}"
        );
    }
    let said = start(&|options| options.behind = Some("review.test".to_owned()));
    assert!(said.contains("--add-user"), "{said}");
    let said = start(&|options| options.tls = Some(("no.pem".into(), "no.key".into())));
    assert!(said.contains("no.pem"), "{said}");
}
