//! An alias of nginx through which a request leaves its folder.

use assay_scan::check::deployment::Directive;
use assay_scan::check::{Context, Report};

/// How deeply locations nest.
const DEPTH: u32 = 16;

/// Reports aliases that end with `/` in locations that do not.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for proxy in &ctx.app.deployment.proxies {
        let mut found = Vec::new();
        search(&proxy.directives, DEPTH, &mut found);
        for alias in found {
            let mut span = proxy.span;
            span.range = alias.range();
            report.at_place(span, alias.argument(0));
        }
    }
}

fn search<'a>(directives: &'a [Directive], depth: u32, found: &mut Vec<&'a Directive>) {
    for directive in directives {
        let path = match directive.argument(0) {
            "^~" => directive.argument(1),
            "~" | "~*" | "=" => "/",
            path => path,
        };
        if directive.name.text == "location" && !path.ends_with('/') && path.starts_with('/') {
            let aliases = directive.all("alias");
            found.extend(aliases.filter(|alias| alias.argument(0).ends_with('/')));
        }
        if depth > 0 {
            search(&directive.block, depth - 1, found);
        }
    }
}
