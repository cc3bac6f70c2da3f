//! The application works with the account of the people who run the database.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::settings::{EnvironmentKind, Value};
use assay_scan::check::{Context, Function, Report, deployment, ir};

use crate::deployed::deployed;

/// Accounts that may do everything, by scheme of the address.
const POWERFUL: [(&str, &[&str]); 6] = [
    ("postgres", &["postgres"]),
    ("mysql", &["root"]),
    ("mariadb", &["root"]),
    ("mssql", &["sa"]),
    ("oracle", &["sys", "system"]),
    ("mongodb", &["root", "admin"]),
];

/// Methods that run a statement.
const EXECUTING: [&str; 3] = ["execute", "exec_driver_sql", "executescript"];

/// Reports addresses with such an account, and statements that make one.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for unit in deployed(ctx) {
        for variable in &unit.variables {
            let account = variable.value.text().and_then(account_of);
            if let Some(account) = account {
                report.at_place(variable.span, &format!("`{account}`"));
            }
        }
    }
    let settings = &ctx.app.settings;
    for setting in &settings.settings {
        for (environment, value) in settings.environments.iter().zip(&setting.values) {
            if environment.kind != EnvironmentKind::Production {
                continue;
            }
            for at in &value.decisions {
                let Some(decision) = settings.decisions.get(*at) else {
                    continue;
                };
                let Value::Known(ir::Const::Str(text)) = &decision.value else {
                    continue;
                };
                let (Some(account), Some(function)) = (account_of(text), decision.function) else {
                    continue;
                };
                if let Some(function) = ctx.function(function) {
                    report.at_range(function, decision.span.range, &format!("`{account}`"));
                }
            }
        }
    }
    for function in ctx.functions() {
        for instruction in function.instructions() {
            let ir::Op::CallMethod { name, args, .. } = &instruction.op else {
                continue;
            };
            if !EXECUTING.contains(&function.name(*name)) {
                continue;
            }
            let statement = args
                .first()
                .and_then(|first| statement(function, first.value));
            for (right, _) in statement.map(deployment::rights).unwrap_or_default() {
                report.at_range(function, instruction.range, &format!("given `{right}`"));
            }
        }
    }
    for grant in &ctx.app.deployment.grants {
        report.at_place(grant.span, &format!("given `{}`", grant.right));
    }
}

/// The text of a statement, also in `text("…")`.
fn statement(function: Function<'_>, register: ir::Reg) -> Option<&str> {
    let value = function.value(register);
    match value.op()? {
        ir::Op::Call { args, .. } | ir::Op::CallMethod { args, .. } => {
            function.value(args.first()?.value).text()
        }
        _ => value.text(),
    }
}

/// The account of an address, if it may do everything: `postgresql+psycopg://postgres:secret@db/shop`.
fn account_of(address: &str) -> Option<&'static str> {
    let (scheme, rest) = address.split_once("://")?;
    let (before, _) = rest.rsplit_once('@')?;
    let account = before.split(':').next().unwrap_or(before);
    let scheme = scheme.to_ascii_lowercase();
    let (_, accounts) = POWERFUL.iter().find(|(name, _)| scheme.starts_with(name))?;
    accounts.iter().copied().find(|name| *name == account)
}
