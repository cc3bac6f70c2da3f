//! An object or bucket of a store is given an ACL by which everybody may read it.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all operations only a few are asked for"
)]

use assay_scan::check::ir::{ArgKind, Op};
use assay_scan::check::{Context, Report};

/// What lets everybody read; the last lets everybody who has an account with the provider.
const PUBLIC: [&str; 3] = ["public-read", "public-read-write", "authenticated-read"];

/// Reports calls with such an ACL, by keyword or among the arguments of an upload.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    if !["boto3", "aioboto3", "botocore"]
        .iter()
        .any(|module| ctx.imports(module))
    {
        return;
    }
    for function in ctx.functions() {
        let is_public = |register| {
            function
                .value(register)
                .text()
                .filter(|text| PUBLIC.contains(text))
        };
        for instruction in function.instructions() {
            let found = match &instruction.op {
                Op::CallMethod { args, .. } => args.iter().find_map(|arg| match arg.kind {
                    ArgKind::Keyword(name) if function.name(name) == "ACL" => is_public(arg.value),
                    _ => None,
                }),
                Op::Dict { entries, .. } => entries.iter().find_map(|(key, value)| {
                    let key = function.value((*key)?).text()?;
                    is_public(*value).filter(|_| key == "ACL")
                }),
                _ => None,
            };
            if let Some(acl) = found {
                report.at_range(function, instruction.range, acl);
            }
        }
    }
}
