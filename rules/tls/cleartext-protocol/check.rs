//! A connection without TLS, by a protocol that sends passwords.

use assay_scan::check::ir::Op;
use assay_scan::check::{Call, Context, Report, Value};

/// What is readable from beginning to end.
const READABLE: [&str; 2] = ["ftplib.FTP", "telnetlib.Telnet"];

/// Logins that are readable unless TLS has begun before.
const LOGINS: [&str; 4] = [
    "imaplib.IMAP4().login",
    "nntplib.NNTP().login",
    "poplib.POP3().pass_",
    "smtplib.SMTP().login",
];

/// What sends a request to an address.
const REQUESTS: [&str; 21] = [
    "httpx.AsyncClient",
    "httpx.Client",
    "urllib.request.Request",
    "requests.get",
    "requests.post",
    "requests.put",
    "requests.patch",
    "requests.delete",
    "requests.request",
    "requests.Session().get",
    "requests.Session().post",
    "requests.Session().put",
    "requests.Session().patch",
    "requests.Session().delete",
    "requests.Session().request",
    "httpx.get",
    "httpx.post",
    "httpx.put",
    "httpx.patch",
    "httpx.delete",
    "httpx.request",
];

/// Headers that let somebody in.
const HEADERS: [&str; 4] = ["authorization", "cookie", "x-api-key", "x-auth-token"];

/// What begins TLS, or is TLS from the beginning.
const BEGINNING: [&str; 9] = [
    "starttls",
    "stls",
    "start_tls",
    "SMTP_SSL",
    "IMAP4_SSL",
    "POP3_SSL",
    "NNTP_SSL",
    "wrap_socket",
    "use_ssl",
];

/// What makes a connection that is readable unless TLS begins.
const CONNECTIONS: [&str; 4] = ["IMAP4", "NNTP", "POP3", "SMTP"];

/// Reports the connections, and the logins in functions that begin no TLS.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for name in READABLE {
        // What behaves alike, such as `FTP_TLS`, is found under its own name.
        for call in ctx.calls(name).filter(|call| call.name == name) {
            report.at(call);
        }
    }
    for call in REQUESTS.iter().flat_map(|name| ctx.calls(name)) {
        let url = match call.argument("url") {
            url if url.is_given() => url,
            _ => call.positional(usize::from(call.name.ends_with(".request"))),
        };
        let url = match call.argument("base_url") {
            base if base.is_given() => base,
            _ => url,
        };
        if url.beginning().is_some_and(is_clear_address) && sends_secret(ctx, &call) {
            report.at(call);
        }
    }
    for name in LOGINS {
        for call in ctx.calls(name).filter(|call| call.name == name) {
            let mut file = ctx
                .functions()
                .filter(|function| function.id.module == call.function.id.module);
            let is_own = call
                .function
                .mentions()
                .iter()
                .any(|word| CONNECTIONS.contains(word));
            let begins = file.any(|function| {
                let mentions = function.mentions();
                // What the function itself connects is its own; a connection that it is given may have begun elsewhere.
                (function.id == call.function.id || (mentions.contains("starttls") && !is_own))
                    && BEGINNING.iter().any(|word| mentions.contains(word))
            });
            if !begins {
                report.at(call);
            }
        }
    }
}

/// True for an address without TLS that is not on this machine or beside it.
fn is_clear_address(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = host.split(':').next().unwrap_or(host);
    let is_number = host.split('.').all(|part| part.parse::<u8>().is_ok());
    let last = host.rsplit('.').next().unwrap_or(host);
    host.contains('.')
        && !is_number
        && !["localhost", "local", "internal", "svc", "test"].contains(&last)
}

/// True if a password, a key or a token goes along.
fn sends_secret(ctx: &Context<'_>, call: &Call<'_>) -> bool {
    let auth = call.argument("auth");
    let headers = keys(call.argument("headers"));
    let body = ["data", "json", "params"].map(|name| keys(call.argument(name)));
    (auth.is_given() && !auth.is_false())
        || headers
            .iter()
            .any(|name| HEADERS.contains(&name.to_ascii_lowercase().as_str()))
        || (body.iter().flatten()).any(|name| ctx.is_named("sensitive", name))
}

/// The keys of a dictionary display.
fn keys(value: Value<'_>) -> Vec<&str> {
    let (Some(Op::Dict { entries, .. }), Some((function, _))) = (value.op(), value.place()) else {
        return Vec::new();
    };
    let keys = entries.iter().filter_map(|(key, _)| *key);
    keys.filter_map(|key| function.value(key).text()).collect()
}
