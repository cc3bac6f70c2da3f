//! A mail server elsewhere that is spoken to without encryption.

use assay_scan::check::settings::{Decision, EnvironmentKind, Value};
use assay_scan::check::{Context, Report, ir::Const};

/// The settings that encrypt.
const SWITCHES: [&str; 2] = ["MAIL_USE_TLS", "MAIL_USE_SSL"];

pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    let settings = &ctx.app.settings;
    if settings.is_open {
        return;
    }
    let Some(server) = settings.setting("MAIL_SERVER") else {
        return;
    };
    let finals = |key: &str, number: usize| -> Vec<&Decision> {
        let values = settings.setting(key).and_then(|key| key.values.get(number));
        values
            .into_iter()
            .flat_map(|last| &last.decisions)
            .filter_map(|at| settings.decisions.get(*at))
            .collect()
    };
    let mut seen = Vec::new();
    for (number, environment) in settings.environments.iter().enumerate() {
        if environment.kind != EnvironmentKind::Production || server.values.get(number).is_none() {
            continue;
        }
        let is_off = |key: &&str| {
            finals(key, number).iter().all(|decision| {
                matches!(
                    decision.value,
                    Value::Known(Const::Bool(false) | Const::None)
                )
            })
        };
        if !SWITCHES.iter().all(is_off) {
            continue;
        }
        for decision in finals("MAIL_SERVER", number) {
            let Value::Known(Const::Str(host)) = &decision.value else {
                continue;
            };
            if is_elsewhere(host) && !seen.contains(&decision.span) {
                seen.push(decision.span);
                match decision
                    .function
                    .and_then(|function| ctx.function(function))
                {
                    Some(function) => {
                        report.at_range(function, decision.span.range, host);
                    }
                    None => {
                        report.at_place(decision.span, host);
                    }
                }
            }
        }
    }
}

/// True for a host that is not this machine, and no name of a service beside it.
fn is_elsewhere(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && !host.starts_with("127.") && !matches!(last, "local" | "localhost")
}
