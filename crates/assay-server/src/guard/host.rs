//! Which name was asked: a site that makes its own name point at this machine must get nothing (DNS rebinding).

use std::net::IpAddr;

use axum::http::{HeaderMap, Uri, header};

use crate::Options;

/// The names under which a server answers, as browsers write them.
pub(super) fn names(options: &Options, port: u16) -> Vec<String> {
    let mut hosts: Vec<String> = options.names.clone();
    if options.bind.is_loopback() {
        hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(str::to_owned));
    }
    if !options.bind.is_unspecified() {
        hosts.push(match options.bind {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        });
    }
    let mut names = Vec::new();
    for host in hosts {
        names.push(format!("{host}:{port}"));
        if port == 443 && options.tls.is_some() {
            names.push(host);
        }
    }
    if let Some(name) = &options.behind {
        // What a browser leaves out, and what some proxies add.
        names.push(name.clone());
        names.push(format!("{name}:443"));
    }
    names
}

/// True if a request means us: exactly one `Host`, and one of our names.
pub(super) fn is_ours(names: &[String], headers: &HeaderMap, uri: &Uri) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    // A whole address in the first line of the request would say something else than the header.
    host.to_str().is_ok_and(|host| is_one(names, host)) && uri.authority().is_none()
}

pub(super) fn is_one(names: &[String], host: &str) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(host))
}
