//! A proxy that still speaks versions of TLS that are broken.

use assay_scan::check::deployment::Directive;
use assay_scan::check::{Context, Report};

/// How deeply blocks nest.
const DEPTH: u32 = 16;

/// Reports `ssl_protocols` with such a version.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for proxy in &ctx.app.deployment.proxies {
        let mut found = Vec::new();
        search(&proxy.directives, DEPTH, &mut found);
        for (directive, version) in found {
            let mut span = proxy.span;
            span.range = directive.range();
            report.at_place(span, version);
        }
    }
}

fn search<'a>(directives: &'a [Directive], depth: u32, found: &mut Vec<(&'a Directive, &'a str)>) {
    for directive in directives {
        if matches!(
            directive.name.text.as_str(),
            "ssl_protocols" | "proxy_ssl_protocols"
        ) {
            let mut versions = directive
                .arguments
                .iter()
                .map(|version| version.text.as_str());
            let old = versions
                .find(|version| matches!(*version, "SSLv2" | "SSLv3" | "TLSv1" | "TLSv1.1"));
            found.extend(old.map(|version| (directive, version)));
        }
        if depth > 0 {
            search(&directive.block, depth - 1, found);
        }
    }
}
