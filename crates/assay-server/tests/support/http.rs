//! Requests as an attacker writes them: byte by byte, with nothing repaired on the way.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use assay_server::{Options, Reviewer, Running};

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The cookie that is set, as it is sent back.
    pub fn cookie(&self) -> Option<String> {
        let set = self.header("set-cookie")?;
        Some(set.split(';').next().unwrap().to_owned())
    }
}

/// A workbench that runs, and a browser that is let in.
pub struct Bench {
    pub running: Option<Running>,
    pub port: u16,
    pub host: String,
    pub cookie: String,
    pub folder: tempfile::TempDir,
}

impl Bench {
    pub fn of<R: Reviewer + Clone>(shop: &R) -> Self {
        Self::with(shop, |_| {})
    }

    pub fn with<R: Reviewer + Clone>(shop: &R, set: impl Fn(&mut Options)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = Options::file(folder.path().join("review.db"));
        "shop".clone_into(&mut options.project);
        set(&mut options);
        let running = assay_server::start(Arc::new(shop.clone()), options).unwrap();
        let address = running.address().to_owned();
        let host = address.split('/').nth(2).unwrap().to_owned();
        let port = running.port();
        let mut bench = Self {
            running: Some(running),
            port,
            host,
            cookie: String::new(),
            folder,
        };
        if let Some((_, key)) = address.split_once("?key=") {
            let answer = bench.get(&format!("/?key={key}"));
            assert_eq!(answer.status, 200, "{}", answer.body);
            bench.cookie = answer.cookie().unwrap();
            bench.wait();
        }
        bench
    }

    pub fn key(&self) -> String {
        let address = self.running.as_ref().unwrap().address();
        address.split_once("?key=").unwrap().1.to_owned()
    }

    /// Waits for the scan that runs.
    pub fn wait(&self) {
        self.running.as_ref().unwrap().settle();
    }

    pub fn get(&self, path: &str) -> Answer {
        let cookie = self.cookie.clone();
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n",
            self.host
        ))
    }

    /// The token that stands in the forms of a page.
    pub fn token(&self) -> String {
        let page = self.get("/").body;
        let (_, after) = page
            .split_once("name=\"_token\" value=\"")
            .expect("a form has a token");
        after.split('"').next().unwrap().to_owned()
    }

    /// Sends a form with the token.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token();
        let mut all = vec![("_token", token.as_str())];
        all.extend(fields);
        self.post_raw(path, &form(&all), "")
    }

    /// Sends a body as it is, with further headers.
    pub fn post_raw(&self, path: &str, body: &str, headers: &str) -> Answer {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
            self.host,
            self.cookie,
            body.len()
        ))
    }

    pub fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .unwrap();
        // A server that refuses what is too large may close before all of it was sent.
        drop(stream.write_all(request.as_bytes()));
        let mut bytes = Vec::new();
        drop(stream.read_to_end(&mut bytes));
        parse(&bytes)
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop();
        }
    }
}

pub fn parse(bytes: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

pub fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}
