//! A connection without TLS, by a protocol that sends passwords.

use assay_scan::check::{Context, Report};

/// What is readable from beginning to end.
const READABLE: [&str; 2] = ["ftplib.FTP", "telnetlib.Telnet"];

/// Logins that are readable unless TLS has begun before.
const LOGINS: [&str; 4] = [
    "imaplib.IMAP4().login",
    "nntplib.NNTP().login",
    "poplib.POP3().pass_",
    "smtplib.SMTP().login",
];

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
