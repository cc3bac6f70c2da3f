//! A server that believes forwarding headers of everybody.

use assay_scan::check::{Context, Report};

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
}
