//! A proxy that lists the files of folders.

use assay_scan::check::deployment::Directive;
use assay_scan::check::{Context, Report};

/// How deeply blocks nest.
const DEPTH: u32 = 16;

/// Reports `autoindex on`.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let proxies = ctx.app.deployment.proxies.iter();
    for proxy in proxies.filter(|proxy| !proxy.is_development) {
        let mut found = Vec::new();
        search(&proxy.directives, DEPTH, &mut found);
        for directive in found {
            let mut span = proxy.span;
            span.range = directive.range();
            report.at_place(span, "autoindex");
        }
    }
}

fn search<'a>(directives: &'a [Directive], depth: u32, found: &mut Vec<&'a Directive>) {
    for directive in directives {
        if directive.name.text == "autoindex" && directive.argument(0) == "on" {
            found.push(directive);
        }
        if depth > 0 {
            search(&directive.block, depth - 1, found);
        }
    }
}
