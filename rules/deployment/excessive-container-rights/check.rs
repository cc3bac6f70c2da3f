//! A container that has rights of the host.

use assay_scan::check::deployment::{RightKind, Unit};
use assay_scan::check::{Context, Report};

use crate::deployed::deployed;

/// Images whose purpose is to watch or drive the host or its containers.
const TOOLS: [&str; 20] = [
    "traefik",
    "portainer",
    "portainer-ce",
    "agent",
    "watchtower",
    "autoheal",
    "dozzle",
    "nginx-proxy",
    "docker-gen",
    "acme-companion",
    "cadvisor",
    "node-exporter",
    "node_exporter",
    "promtail",
    "docker",
    "dind",
    "netdata",
    "ofelia",
    "docker-socket-proxy",
    "fluent-bit",
];

/// Reports each right that gives the host away.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for unit in deployed(ctx).filter(|unit| !is_tool(unit)) {
        for right in &unit.rights {
            report.at_place(right.span, text(right.kind));
        }
    }
}

fn is_tool(unit: &Unit) -> bool {
    unit.image
        .as_ref()
        .is_some_and(|image| TOOLS.contains(&image.short_name()))
}

fn text(kind: RightKind) -> &'static str {
    match kind {
        RightKind::Privileged => "all rights of the host",
        RightKind::Capability => "a capability that leads to all others",
        RightKind::HostNetwork => "the network of the host",
        RightKind::HostProcesses => "the processes or memory of the host",
        RightKind::DaemonSocket => "the socket of the container daemon",
        RightKind::HostFolder => "a folder of the host that decides what runs there",
        RightKind::Unconfined => "system calls without limits",
    }
}
