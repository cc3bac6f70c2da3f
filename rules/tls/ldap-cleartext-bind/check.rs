//! A connection to a directory begins without TLS and stays so.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::Op;
use assay_scan::check::{Context, Function, Report};

/// What begins TLS on an open connection, or asks for it.
const BEGINNING: [&str; 5] = [
    "start_tls",
    "start_tls_s",
    "AUTO_BIND_TLS_BEFORE_BIND",
    "AUTO_BIND_TLS_AFTER_BIND",
    "OPT_X_TLS_NEWCTX",
];

/// Reports servers without TLS, unless the file begins it later.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for call in ctx.calls("ldap3.Server") {
        let address = match call.argument("host") {
            host if host.is_given() => host,
            _ => call.positional(0),
        };
        let use_ssl = match call.argument("use_ssl") {
            given if given.is_given() => given,
            _ => call.positional(2),
        };
        let is_clear = !use_ssl.is_given() || use_ssl.is_false();
        let is_ldaps = address
            .text()
            .is_some_and(|text| text.starts_with("ldaps:"));
        if is_clear && !is_ldaps && !call.unpacks() && !begins_tls(ctx, call.function) {
            report.at(call);
        }
    }
    for name in ["ldap.initialize", "ldap.open"] {
        for call in ctx.calls(name) {
            let address = call.positional(0);
            let is_clear = address
                .text()
                .is_some_and(|text| text.starts_with("ldap://"));
            if is_clear && !begins_tls(ctx, call.function) {
                report.at(call);
            }
        }
    }
}

/// True if a function of the same file begins TLS.
fn begins_tls(ctx: &Context<'_>, function: Function<'_>) -> bool {
    let same_file = |other: &Function<'_>| other.id.module == function.id.module;
    ctx.functions().filter(same_file).any(|other| {
        let mut mentions = other.mentions();
        mentions.extend(
            other
                .instructions()
                .filter_map(|instruction| match &instruction.op {
                    Op::Attr { name, .. } => Some(other.name(*name)),
                    _ => None,
                }),
        );
        BEGINNING.iter().any(|name| mentions.contains(name))
    })
}
