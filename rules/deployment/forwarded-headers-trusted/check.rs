//! A server or an application that believes forwarding headers of everybody.

use assay_scan::check::deployment::{Unit, UnitKind};
use assay_scan::check::ir::Const;
use assay_scan::check::{Call, Confidence, Context, Report};

use crate::deployed::deployed;

/// Options of servers that say whom to believe.
const OPTIONS: [&str; 2] = ["forwarded_allow_ips", "trusted_proxy"];

/// Reports servers that trust every address.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for unit in deployed(ctx) {
        for option in unit.servers.iter().flat_map(|start| &start.options) {
            if OPTIONS.contains(&option.name.as_str()) && option.value == "*" {
                report.at_place(option.span, &option.name);
            }
        }
        for variable in &unit.variables {
            if variable.name == "FORWARDED_ALLOW_IPS" && variable.value.text() == Some("*") {
                report.at_place(variable.span, &variable.name);
            }
        }
    }
    check_hops(ctx, report);
}

/// Images of proxies, by parts of their names.
const PROXIES: [&str; 9] = [
    "nginx",
    "traefik",
    "caddy",
    "haproxy",
    "envoy",
    "httpd",
    "apache",
    "cloudflared",
    "tunnel",
];

/// What counts the proxies whose word is taken, in the order of its parameters.
const HOPS: [&str; 5] = ["x_for", "x_proto", "x_host", "x_port", "x_prefix"];

/// Reports `ProxyFix` where clients pass fewer proxies than it believes.
fn check_hops(ctx: &Context<'_>, report: &mut Report<'_>) {
    let services: Vec<&Unit> = deployed(ctx)
        .filter(|unit| unit.kind == UnitKind::Service)
        .collect();
    let configured = ctx
        .app
        .deployment
        .proxies
        .iter()
        .filter(|proxy| !proxy.is_development)
        .count();
    let in_front = services.iter().filter(|unit| is_proxy(unit)).count();
    let open = services
        .iter()
        .filter(|unit| unit.build.is_some() && !is_proxy(unit))
        .find_map(|unit| unit.ports.iter().find(|port| port.is_public()));
    for call in ctx.calls("werkzeug.middleware.proxy_fix.ProxyFix") {
        let most = HOPS
            .iter()
            .enumerate()
            .map(|(index, name)| hops(call, index + 1, name))
            .max()
            .unwrap_or(0);
        match open {
            Some(port) if most > 0 && configured == 0 && in_front == 0 => {
                report
                    .at(call)
                    .unsure(Confidence::Medium, "as far as the files of the project say")
                    .step(
                        port.span,
                        "clients reach the application here, without a proxy",
                    );
            }
            _ if most > 1 && configured == 1 && in_front == 1 => {
                report.at(call).unsure(
                    Confidence::Medium,
                    "the project has one proxy, and nothing was seen of others",
                );
            }
            _ => {}
        }
    }
}

/// How many proxies one of the headers is believed of.
fn hops(call: Call<'_>, position: usize, name: &str) -> i64 {
    let given = match call.argument(name) {
        named if named.is_given() => named,
        _ => call.positional(position),
    };
    match given.constant() {
        Some(Const::Int(hops)) => *hops,
        // Without a word the address and the scheme are believed of one.
        None if !given.is_given() && position <= 2 => 1,
        _ => 0,
    }
}

fn is_proxy(unit: &Unit) -> bool {
    let image = unit.image.as_ref().map_or("", |image| image.short_name());
    PROXIES
        .iter()
        .any(|name| image.contains(name) || unit.name.contains(name))
}
