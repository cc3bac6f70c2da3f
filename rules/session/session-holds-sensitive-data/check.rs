//! A secret is put into Flask's session, whose cookie everybody who has it can read.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use std::collections::BTreeMap;

use assay_scan::check::ir::{Op, Reg};
use assay_scan::check::{Context, Function, Range, Report};

use crate::checks::rows;

/// Extensions that keep sessions on the server.
const ON_THE_SERVER: [&str; 2] = ["flask_session", "flask_kvsession"];

/// Personal data that a browser has no need to keep.
const PERSONAL: [&str; 11] = [
    "pin",
    "passport",
    "medical_history",
    "birthday",
    "date_of_birth",
    "birth_date",
    "salary",
    "tax_id",
    "diagnosis",
    "national_id",
    "bank_account",
];

/// Reports each entry once for each place that writes it.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    if ON_THE_SERVER.iter().any(|module| ctx.imports(module)) {
        return;
    }
    let is_secret = |name: &str| {
        ctx.is_named("sensitive", name) || PERSONAL.contains(&name.to_ascii_lowercase().as_str())
    };
    let rows = rows::rows(ctx);
    let mut reported = BTreeMap::new();
    for write in ctx.writes("flask.session[]") {
        let function = write.function;
        let Some((key, value)) = written(function, write.range) else {
            continue;
        };
        let key_text = function.value(key).text();
        let is_constant = function.value(value).constant().is_some();
        let told = key_text
            .filter(|key| is_secret(key) && !is_constant)
            .or_else(|| {
                function.parts(value).into_iter().find(|part| {
                    is_secret(part) && !is_constant && part.chars().any(char::is_lowercase)
                })
            })
            .or_else(|| {
                inner_keys(function, value)
                    .into_iter()
                    .find(|key| is_secret(key))
            })
            .or_else(|| key_text.filter(|_| rows.has(function, value)));
        if let Some(name) = told {
            reported.insert(
                (function.id, write.range),
                (function, key_text.unwrap_or(name)),
            );
        }
    }
    for ((_, range), (function, name)) in reported {
        report.at_range(function, range, name);
    }
}

/// The keys of a dictionary display: `{"diagnosis": …}`.
fn inner_keys(function: Function<'_>, register: Reg) -> Vec<&str> {
    let Some(Op::Dict { entries, .. }) = function.made_by(register) else {
        return Vec::new();
    };
    let known = |(key, value): &(Option<Reg>, Reg)| {
        let is_constant = function.value(*value).constant().is_some();
        function.value((*key)?).text().filter(|_| !is_constant)
    };
    entries.iter().filter_map(known).collect()
}

/// The key and the value of an assignment to an item.
fn written(function: Function<'_>, range: Range) -> Option<(Reg, Reg)> {
    function
        .instructions()
        .filter(|instruction| instruction.range == range)
        .find_map(|instruction| match instruction.op {
            Op::SetItem { key, src, .. } => Some((key, src)),
            _ => None,
        })
}
